/* ---
title = "An app sends much while it is not on the screen"
question = "line"
category = "exfiltration"
level = "low"
confidence = "medium"
basis = "observed"
needs = ["traffic_by_app"]
says = "{who} sent {out} MB and got {into} MB while it was not on the screen, from {since} on."
advice = "See what the app is for; take its right to work in the background away."
because = "Phones fetch more than they send. An app that sends much when nobody uses it copies something."
falsepositives = ["Backups of photos and films."]
limits = "The phone says so of itself, and not to whom."
references = []
--- */
SELECT coalesce(package, 'user id ' || uid) AS subject, 'app' AS subject_kind, any_value(evidence) AS evidence, coalesce(package, 'user id ' || uid) AS who, round(sum(bytes_out) / 1e6)::BIGINT AS out, round(sum(bytes_in) / 1e6)::BIGINT AS into,
    min(start)::DATE::VARCHAR AS since, 'user id ' || uid AS locator, count(*) || ' spans: ' || array_to_string(list_sort(list(DISTINCT network::VARCHAR)), ', ') AS detail
FROM traffic_by_app
WHERE foreground = false AND network <> 'vpn' AND uid >= 10000
GROUP BY uid, package HAVING sum(bytes_out) > 50e6 AND sum(bytes_out) > 4 * sum(bytes_in)

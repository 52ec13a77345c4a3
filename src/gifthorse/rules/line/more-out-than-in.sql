/* ---
title = "Much more goes out than comes in"
question = "line"
category = "exfiltration"
level = "medium"
confidence = "medium"
basis = "observed"
needs = ["connections"]
says = "{who} sent {out} MB to {whom} and got {into} MB back."
advice = "Find out which app it is; switch it off or block the address until its maker explains it."
because = "Phones fetch more than they send. A large one-way stream out is a copy of something."
falsepositives = ["Backups and posts of photos and films, calls."]
limits = ""
references = []
--- */
SELECT any_value(k.subject) AS subject, 'connection' AS subject_kind, k.evidence, k.who, coalesce(k.registered, k.whom) AS whom, round(sum(k.bytes_out) / 1e6, 1) AS out, round(sum(k.bytes_in) / 1e6, 1) AS into,
    'bytes to ' || coalesce(k.registered, k.whom) AS locator, count(*) || ' connections' AS detail,
    CASE WHEN any_value(e.role) IN ('platform', 'messenger', 'maker', 'cloud') THEN 'low' ELSE 'medium' END AS level
FROM talks k LEFT JOIN destinations e ON e.name = k.whom
WHERE NOT k.local AND coalesce(k.protocol, '') NOT IN ('rtp', 'stun', 'wireguard', 'openvpn', 'dtls', 'esp')
GROUP BY k.evidence, k.who, coalesce(k.registered, k.whom) HAVING sum(k.bytes_out) > 5e6 AND sum(k.bytes_out) > 4 * sum(k.bytes_in)

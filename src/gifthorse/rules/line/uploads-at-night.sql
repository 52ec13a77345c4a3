/* ---
title = "Much is sent at night"
question = "line"
category = "exfiltration"
level = "low"
confidence = "medium"
basis = "observed"
needs = ["connections"]
says = "{who} sent {out} MB to {whom} between one and five at night and got {into} MB back."
advice = "Find out which app it is; switch it off or block the address until its maker explains it."
because = "Programs that copy a phone wait for the hours in which nobody looks and the Wi-Fi is free."
falsepositives = ["Backups of photos and films, which wait for a charger and Wi-Fi, and updates."]
limits = "Of connections that began in such a time all bytes count. Only where the phone's time zone is known."
references = []
--- */
WITH quiet AS (
    SELECT k.*, e.role FROM talks k JOIN quiet_times q ON k.first BETWEEN q.since + INTERVAL 1 MINUTE AND q.until LEFT JOIN destinations e ON e.name = k.whom
    WHERE q.why = 'night' AND NOT k.local AND coalesce(k.protocol, '') NOT IN ('rtp', 'stun', 'wireguard', 'openvpn', 'dtls', 'esp', 'dns')
    QUALIFY row_number() OVER (PARTITION BY k.evidence, k.connection ORDER BY q.since) = 1
)
SELECT any_value(k.subject) AS subject, 'connection' AS subject_kind, k.evidence, k.who, coalesce(k.registered, k.whom) AS whom, round(sum(k.bytes_out) / 1e6, 1) AS out, round(sum(k.bytes_in) / 1e6, 1) AS into,
    'night: bytes to ' || coalesce(k.registered, k.whom) AS locator, count(*) || ' connections' AS detail,
    CASE WHEN sum(k.bytes_out) > 5e6 AND coalesce(any_value(k.role), '') NOT IN ('platform', 'messenger', 'maker', 'cloud') THEN 'medium' ELSE 'low' END AS level
FROM quiet k
GROUP BY k.evidence, k.who, coalesce(k.registered, k.whom) HAVING sum(k.bytes_out) > 1e6 AND sum(k.bytes_out) > 2 * sum(k.bytes_in)

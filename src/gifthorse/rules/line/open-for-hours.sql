/* ---
title = "A connection stays open for hours"
question = "line"
category = "beacon"
level = "low"
confidence = "medium"
basis = "observed"
needs = ["connections"]
says = "{who} kept a connection to {whom} open for {hours} hours and sent {out} KB over it ({into} KB back)."
advice = "Find out which app it is; switch it off or block the address until its maker explains it."
because = "Who waits for orders, or passes on what happens as it happens, keeps a line open."
falsepositives = ["Push services and messengers, which live by it: those known are left out."]
limits = "Told from four hours on."
references = ["RITA 5, long connections"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, round(epoch(k.last - k.first) / 3600, 1) AS hours, k.bytes_out // 1000 AS out, k.bytes_in // 1000 AS into,
    'packet ' || k.first_packet AS locator, k.transport || ' port ' || coalesce(k.server_port::VARCHAR, 'none') || ', ' || coalesce(k.protocol, 'no payload') AS detail,
    CASE WHEN k.bytes_out > 1e6 AND k.bytes_out > 2 * k.bytes_in THEN 'medium' ELSE 'low' END AS level
FROM talks k LEFT JOIN destinations e ON e.name = k.whom
WHERE NOT k.local AND k.transport = 'tcp' AND k.state IN ('established', 'reset', 'midway') AND k.last - k.first >= INTERVAL 4 HOUR AND k.bytes_out > 0
  AND NOT message_port(coalesce(k.server_port, 0)) AND coalesce(k.server_port, 0) <> 1883 AND coalesce(k.protocol, '') NOT IN ('xmpp', 'mipush', 'mqtt', 'openvpn', 'ssh')
  AND coalesce(e.role, '') NOT IN ('platform', 'push', 'messenger', 'maker')
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, coalesce(k.registered, k.whom) ORDER BY k.last - k.first DESC) = 1

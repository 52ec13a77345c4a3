/* ---
title = "The phone answers when others call it"
question = "line"
category = "unexpected-destination"
level = "medium"
confidence = "medium"
basis = "observed"
needs = ["connections"]
says = "{caller} connected to port {port} of the phone ({who}), which answered ({how}, {bytes} bytes)."
advice = "Find out which app listens there, and close it."
because = "A phone is no server. What listens can be called by everybody in the same network, and on some networks by everybody."
falsepositives = ["Casting, printing and sharing between devices that the user has started; another device that is a server and a client of the internet at once."]
limits = "Of UDP only ports below 32768, unknown protocols and services, and callers that the phone has not called itself. What counts as the phone is whoever calls at least three servers outside, or where nobody does, two."
references = ["CWE-1327"]
--- */
SELECT k.server || ':' || k.server_port || ' ← ' || k.client AS subject, 'connection' AS subject_kind, k.evidence, k.server AS who, k.client AS caller, k.server_port AS port, coalesce(k.protocol, 'no payload') AS how, k.bytes_in AS bytes,
    'packet ' || k.first_packet AS locator, k.bytes_out || ' bytes to it' AS detail, CASE WHEN count(DISTINCT k.client) OVER (PARTITION BY k.evidence, k.server, k.server_port) > 2 THEN 'medium' ELSE 'low' END AS level
FROM talks k JOIN phones p ON p.evidence = k.evidence AND p.client = k.server
WHERE k.client <> k.server AND k.bytes_in > 0
  AND (k.transport = 'tcp' AND k.state IN ('established', 'reset') AND coalesce(k.protocol, '') NOT IN ('adb', 'bittorrent')
    OR k.transport = 'udp' AND k.state = 'answered' AND coalesce(k.protocol, 'unknown') IN ('unknown', 'snmp', 'coap', 'dns', 'syslog', 'quic', 'http') AND k.server_port < 32768 AND k.server_port NOT IN (137, 138, 5353, 5355, 1900, 3702)
      AND k.bytes_out > 0 AND NOT EXISTS (SELECT 1 FROM talks o WHERE o.evidence = k.evidence AND o.client = k.server AND (o.server = k.client OR o.protocol = 'bittorrent' OR o.client_port = k.server_port)))
  AND k.server NOT LIKE '127.%' AND k.server <> '::1'
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.server, k.server_port ORDER BY k.first_packet) = 1

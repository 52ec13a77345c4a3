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
limits = "What counts as the phone is whoever calls at least three servers outside, or where nobody does, two."
references = ["CWE-1327"]
--- */
SELECT k.server || ':' || k.server_port || ' ← ' || k.client AS subject, 'connection' AS subject_kind, k.evidence, k.server AS who, k.client AS caller, k.server_port AS port, coalesce(k.protocol, 'no payload') AS how, k.bytes_in AS bytes,
    'packet ' || k.first_packet AS locator, k.bytes_out || ' bytes to it' AS detail, CASE WHEN count(DISTINCT k.client) OVER (PARTITION BY k.evidence, k.server, k.server_port) > 2 THEN 'medium' ELSE 'low' END AS level
FROM talks k JOIN phones p ON p.evidence = k.evidence AND p.client = k.server
WHERE k.transport = 'tcp' AND k.state IN ('established', 'reset') AND k.client <> k.server AND k.bytes_in > 0 AND coalesce(k.protocol, '') NOT IN ('adb', 'bittorrent')
  AND k.server NOT LIKE '127.%' AND k.server <> '::1'
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.server, k.server_port ORDER BY k.first_packet) = 1

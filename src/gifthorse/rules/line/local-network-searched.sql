/* ---
title = "The local network is searched"
question = "line"
category = "unexpected-destination"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["connections"]
says = "{who} knocked at {targets} addresses of the local network, on {ports}, without an answer from most."
advice = "Find out which app it is; switch it off or block the address until its maker explains it."
because = "Programs that look for other devices to attack or to list do so."
falsepositives = ["Apps that look for televisions and printers, usually by multicast."]
limits = ""
references = []
--- */
SELECT any_value(k.subject) AS subject, 'connection' AS subject_kind, k.evidence, k.who, count(DISTINCT k.server) AS targets, counted(count(DISTINCT k.server_port), 'port') AS ports,
    'packet ' || min(k.first_packet) AS locator, 'ports ' || array_to_string(list_sort(list(DISTINCT k.server_port))[1:8], ', ') AS detail
FROM talks k WHERE k.local AND k.state IN ('unanswered', 'refused') AND (k.transport = 'tcp' OR k.transport = 'udp' AND NOT regexp_matches(k.server, '^(22[4-9]|23[0-9])\.|\.255$|^ff'))
GROUP BY k.evidence, k.who HAVING count(DISTINCT k.server) >= 15

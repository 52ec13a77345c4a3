/* ---
title = "Names of many sites lead to one device of the local network"
question = "line"
category = "interception"
level = "medium"
confidence = "medium"
basis = "observed"
needs = ["connections", "dns"]
says = "{resolver} answered {who} that {count} sites ({some}) are at {address}, a device of the local network."
advice = "Leave this network, and do not log in to anything or accept certificates there."
because = "Whoever answers questions for names decides where the phone goes. A false hotspot answers with itself."
falsepositives = ["The page where one logs in to a hotspot, until one has; filters that send unwanted sites to themselves."]
limits = "From four registered domains on, to an address that the phone then called."
references = ["MITRE ATT&CK T1557"]
--- */
WITH answers AS (
    SELECT d.evidence, d.connection, d.packet, d.resolver, e.registrable, unnest(d.answers) AS address FROM dns d JOIN destinations e ON e.name = d.name
    WHERE d.response AND d.type = 'A' AND d.transport IN ('udp', 'tcp') AND e.registrable IS NOT NULL
)
SELECT any_value(k.subject) AS subject, 'connection' AS subject_kind, a.evidence, k.who, any_value(a.resolver) AS resolver, a.address, count(DISTINCT a.registrable) AS count,
    listing(list_sort(list(DISTINCT a.registrable))[1:4]) AS some, 'packet ' || min(a.packet) AS locator, array_to_string(list_sort(list(DISTINCT a.registrable))[1:12], chr(10)) AS detail
FROM answers a JOIN talks k USING (evidence, connection)
WHERE private_address(a.address)
  AND EXISTS (SELECT 1 FROM connections c WHERE c.evidence = a.evidence AND c.server = a.address AND c.client = k.client AND c.bytes_in > 0 AND c.protocol <> 'dns')
GROUP BY a.evidence, k.who, a.address HAVING count(DISTINCT a.registrable) >= 4

/* ---
title = "Many names are asked for that do not exist"
question = "line"
category = "beacon"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["connections", "dns"]
says = "{who} asked for {names} different names that nobody has registered, such as {some}."
advice = "Find out which app it is; switch it off or block the address until its maker explains it."
because = "Programs that look for their master try many made-up names until one answers."
falsepositives = ["A search domain of the network put behind every name; typing errors are few."]
limits = ""
references = []
--- */
SELECT any_value(k.subject) AS subject, 'connection' AS subject_kind, d.evidence, k.who, count(DISTINCT e.registrable) AS names, listing(list_sort(list(DISTINCT e.registrable))[1:3]) AS some,
    'NXDOMAIN' AS locator, count(*) || ' answers' AS detail
FROM dns d JOIN talks k USING (evidence, connection) JOIN destinations e ON e.name = d.name
WHERE d.rcode = 'NXDOMAIN' AND e.registrable IS NOT NULL AND NOT regexp_matches(d.name, '\.(in-addr|ip6)\.arpa$')
GROUP BY d.evidence, k.who HAVING count(DISTINCT e.registrable) >= 15

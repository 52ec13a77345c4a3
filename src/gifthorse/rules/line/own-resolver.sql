/* ---
title = "Names are asked of a resolver that the network did not give"
question = "line"
category = "dns-bypass"
level = "low"
confidence = "high"
basis = "observed"
needs = ["connections", "dns"]
says = "{who} asked {resolver} for {count}, though the network's own resolver is {usual}."
advice = "Find out which app it is."
because = "An app with a resolver of its own gets around filters and Private DNS, and its maker sees every name."
falsepositives = ["A resolver that the user has set, and Android's own test of Private DNS.", "A capture on another network than the one that the phone was asked on."]
limits = "With a single resolver nothing is told, for it may be the network's, unless the phone itself says which it was given (dumpsys connectivity)."
references = []
--- */
WITH asked AS (
    SELECT d.evidence, d.resolver, k.who, any_value(k.subject) AS subject, bool_and(k.local) AS near, count(DISTINCT d.name) AS names, min(d.packet) AS packet
    FROM dns d JOIN talks k USING (evidence, connection) WHERE d.transport IN ('udp', 'tcp') GROUP BY ALL
),
usual AS (SELECT evidence, who, arg_max(resolver, names) AS resolver FROM asked WHERE near GROUP BY evidence, who)
SELECT a.subject, 'connection' AS subject_kind, a.evidence, a.who, a.resolver, counted(a.names, 'name') AS count, u.resolver AS usual, 'packet ' || a.packet AS locator, 'resolver ' || a.resolver AS detail
FROM asked a JOIN usual u USING (evidence, who) WHERE NOT a.near AND a.resolver <> u.resolver
UNION ALL
SELECT a.subject, 'connection', a.evidence, a.who, a.resolver, counted(a.names, 'name'), listing(list_sort(g.resolvers)), 'packet ' || a.packet, 'resolver ' || a.resolver || ', not among those that the phone was given'
FROM asked a CROSS JOIN (SELECT list_distinct(flatten(list(resolvers))) AS resolvers FROM networks) g
WHERE len(g.resolvers) > 0 AND NOT a.near AND NOT list_contains(g.resolvers, a.resolver) AND NOT EXISTS (SELECT 1 FROM usual u WHERE u.evidence = a.evidence AND u.who = a.who)

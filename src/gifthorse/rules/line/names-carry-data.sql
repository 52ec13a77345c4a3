/* ---
title = "Names carry data out"
question = "line"
category = "exfiltration"
level = "high"
confidence = "high"
basis = "observed"
needs = ["connections", "dns"]
says = "{who} asked for {names} different names {domain}, {length} characters long on average: names carry data there."
advice = "Find out which app it is; switch it off or block the address until its maker explains it."
because = "DNS gets through nearly every barrier. Long names that never repeat are a hidden channel out, and the answers a way in."
falsepositives = ["Virus scanners and delivery networks that ask by digests."]
limits = ""
references = []
--- */
SELECT any_value(k.subject) AS subject, 'connection' AS subject_kind, d.evidence, k.who, coalesce('below ' || e.registrable, 'that lie in no public domain') AS domain, count(DISTINCT d.name) AS names, round(avg(length(d.name)))::INT AS length,
    'names ' || coalesce('below ' || e.registrable, 'in no public domain') AS locator, string_agg(DISTINCT d.type, ', ') || chr(10) || 'such as ' || left(min(d.name), 100) AS detail,
    CASE WHEN avg(length(d.name)) >= 60 OR count(DISTINCT d.name) >= 300 THEN 'high' ELSE 'medium' END AS confidence,
    CASE WHEN count(DISTINCT d.name) < 20 THEN 'medium' END AS level
FROM dns d JOIN talks k USING (evidence, connection) JOIN destinations e ON e.name = d.name
WHERE d.transport IN ('udp', 'tcp', 'dot', 'doh') AND NOT regexp_matches(d.name, '\.(in-addr|ip6)\.arpa$')
GROUP BY d.evidence, k.who, e.registrable
HAVING count(DISTINCT d.name) >= 20 AND avg(length(d.name)) - length(coalesce(e.registrable, '123456')) >= 24 AND count(DISTINCT d.name) >= 0.6 * count(*)
    OR count(DISTINCT d.name) >= 10 AND min(length(d.name)) - length(coalesce(e.registrable, '123456')) >= 40 AND count(DISTINCT d.name) >= 0.6 * count(*)

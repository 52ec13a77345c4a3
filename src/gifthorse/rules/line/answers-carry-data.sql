/* ---
title = "Answers of DNS carry data in"
question = "line"
category = "unexpected-destination"
level = "medium"
confidence = "medium"
basis = "observed"
needs = ["connections", "dns"]
says = "{who} was given {answers} different texts of {length} characters on average in {types} answers below {domain}: DNS carries data there."
advice = "Find out which app it is; switch it off or block the address until its maker explains it."
because = "DNS gets through nearly every barrier. Orders and programs come in as texts that differ each time."
falsepositives = ["Lists of addresses known to send spam, and mail programs that look at the rights of senders."]
limits = "Told from twenty different answers and two thousand characters on. The names themselves are judged by names-carry-data."
references = ["MITRE ATT&CK T1071.004"]
--- */
SELECT any_value(subject) AS subject, 'connection' AS subject_kind, evidence, who, registrable AS domain, count(DISTINCT answer) AS answers, round(avg(length(answer)))::INT AS length,
    listing(list_sort(list(DISTINCT type))) AS types, 'answers below ' || registrable AS locator, 'such as ' || left(min(answer), 100) AS detail
FROM (
    SELECT k.subject, d.evidence, k.who, e.registrable, d.type::VARCHAR AS type, unnest(d.answers) AS answer
    FROM dns d JOIN talks k USING (evidence, connection) JOIN destinations e ON e.name = d.name
    WHERE d.response AND d.type IN ('TXT', 'NULL') AND d.transport IN ('udp', 'tcp', 'dot', 'doh') AND e.registrable IS NOT NULL
)
WHERE NOT regexp_matches(answer, '(?i)v=(spf|dkim|dmarc|bimi|sts|tlsrpt)|-verification=|k=rsa')
GROUP BY evidence, who, registrable HAVING count(DISTINCT answer) >= 20 AND sum(length(answer)) >= 2000 AND avg(length(answer)) >= 60

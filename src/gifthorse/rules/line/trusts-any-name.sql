/* ---
title = "An app takes any server for the one it meant"
question = "line"
category = "broken-tls"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["apps", "callbacks", "api_uses"]
says = "{package} accepts a certificate made out for any other name ({class})."
advice = "Do not use the app on networks that you do not trust."
because = "A valid certificate for the attacker's own site is then good enough to pose as the app's server."
falsepositives = ["Code for local devices that have no name."]
limits = "For which connections it is used is not known. Low if it compares the name asked for, but never looks at the certificate."
references = ["CWE-297"]
--- */
SELECT
    c.package AS subject, c.evidence, c.package, any_value(c.class ORDER BY c.class) AS class, any_value(c.class || '.' || c.name ORDER BY c.class) AS locator,
    array_to_string(list(DISTINCT c.class || '.' || c.name || ' ' || c.body), chr(10)) AS detail,
    CASE WHEN bool_and(c.in_library OR c.body = 'ignores-certificate') THEN 'low' ELSE 'medium' END AS level
FROM callbacks c
WHERE c.role = 'hostname-verifier' AND c.body IN ('returns-true', 'ignores-certificate') AND c.used
GROUP BY c.package, c.evidence

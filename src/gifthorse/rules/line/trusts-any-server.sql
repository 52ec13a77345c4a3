/* ---
title = "An app trusts every server"
question = "line"
category = "broken-tls"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["apps", "callbacks", "api_uses", "origins"]
says = "{package} uses a certificate check that accepts everything ({class}){reason}."
advice = "Do not use the app on networks that you do not trust."
because = "Encryption without a check of the other side protects against nobody who stands on the line."
falsepositives = ["Code for local devices with self-signed certificates, such as cameras and printers."]
limits = "A check that can be skipped without a look at the certificates is low. That the class is created is known, not for which connections it is used. High only for apps of the phone that run or install what they fetch."
references = ["CWE-295", "OWASP MASVS-NETWORK-1"]
--- */
SELECT
    c.package AS subject, c.evidence, c.package, any_value(c.class ORDER BY c.class) AS class, any_value(c.class || '.' || c.name ORDER BY c.class) AS locator,
    array_to_string(list(DISTINCT c.class || '.' || c.name || ' ' || c.body), chr(10)) AS detail,
    CASE WHEN bool_and(c.body = 'may-skip') THEN ' once a switch is set' ELSE '' END || CASE WHEN p.power >= 3 THEN ', ' || p.rights ELSE '' END AS reason,
    CASE WHEN bool_and(c.in_library OR c.body = 'may-skip') THEN 'low'
        WHEN p.power >= 1 AND c.evidence IN (SELECT evidence FROM decided_outside WHERE category IN ('install', 'code-load', 'native-load', 'recovery', 'exec')
            AND source = 'http' AND proven AND NOT in_library AND NOT content_checked(guards)) THEN 'high' ELSE 'medium' END AS level,
    CASE WHEN bool_and(c.in_library) THEN 'low' ELSE 'medium' END AS confidence
FROM callbacks c JOIN app_power p USING (evidence)
WHERE c.role = 'trust-manager' AND c.name = 'checkServerTrusted' AND c.body IN ('empty', 'never-throws', 'returns-true', 'may-skip') AND c.used
  AND c.evidence IN (SELECT evidence FROM api_uses WHERE api IN ('tls-trust.context', 'tls-trust.factory'))
GROUP BY c.package, c.evidence, p.power, p.rights

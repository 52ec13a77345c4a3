/* ---
title = "An app that trusts every server went on with a certificate that nobody vouches for"
question = "line"
category = "broken-tls"
level = "high"
confidence = "high"
basis = "observed"
needs = ["callbacks", "api_uses", "connections", "presented_certificates"]
says = "{package} accepts {what} ({class}), and was seen going on with a certificate of {whom} that {trouble}: {out} bytes sent."
advice = "Do not use the app on networks that you do not trust; better, remove it."
because = "The missing check was seen to matter: anybody who stands on the line can show such a certificate and read and change what the app says."
falsepositives = ["Apps that know this one certificate in another way, and devices at home."]
limits = "That this code made this connection is told by the app's name in the capture or its address. TLS 1.3 hides certificates."
references = ["CWE-295", "OWASP MASVS-NETWORK-1"]
--- */
WITH careless AS (
    SELECT evidence, any_value(class || '.' || name ORDER BY role DESC, class) AS place, any_value(class ORDER BY role DESC, class) AS class,
        bool_or(role = 'trust-manager' AND name = 'checkServerTrusted' AND body IN ('empty', 'never-throws', 'returns-true')) AS any_server, bool_or(role = 'hostname-verifier' AND body = 'returns-true') AS any_name
    FROM callbacks WHERE used AND NOT in_library AND (role = 'trust-manager' AND name = 'checkServerTrusted' AND body IN ('empty', 'never-throws', 'returns-true') OR role = 'hostname-verifier' AND body = 'returns-true')
    GROUP BY evidence
),
talked AS (
    SELECT code, package, capture, connection, known_from FROM app_talks UNION SELECT code, package, capture, connection, known_from FROM contacted
)
SELECT
    w.package AS subject, a.evidence, w.package, a.class, CASE WHEN a.any_server THEN 'every certificate' ELSE 'a certificate for any name' END AS what, k.whom, k.bytes_out AS out,
    CASE WHEN c.verdict = 'forged' THEN 'is forged' WHEN c.verdict = 'self-signed' THEN 'it signed itself' WHEN c.matches = false THEN 'is for another name' WHEN c.validity = 'expired' THEN 'had expired' ELSE 'leads to no public authority' END AS trouble,
    a.place AS locator, array_to_string(u.places, chr(10)) AS detail,
    [in_packet(w.capture, coalesce(t.packet, k.first_packet), 'certificate SHA-256 ' || c.sha256 || ', leads to ' || c.authority || '; ' || known_by(w.known_from), k.connection, k.transport, k.client, k.client_port, k.server, k.server_port, coalesce(t.seen, k.first))] AS also,
    CASE WHEN c.verdict = 'unknown' AND c.matches IS DISTINCT FROM false AND c.validity IS DISTINCT FROM 'expired' THEN 'medium' END AS level
FROM careless a
JOIN talked w ON w.code = a.evidence
JOIN talks k ON k.evidence = w.capture AND k.connection = w.connection
JOIN certificate_chains c ON c.evidence = k.evidence AND c.connection = k.connection
LEFT JOIN tls t ON t.evidence = k.evidence AND t.connection = k.connection
LEFT JOIN (SELECT evidence, list_sort(list_distinct(list(class || '.' || name || CASE body WHEN 'empty' THEN ' does nothing' WHEN 'returns-true' THEN ' says yes to all' WHEN 'ignores-certificate' THEN ' never looks at the certificate'
        WHEN 'never-throws' THEN ' refuses nothing' WHEN 'may-skip' THEN ' need not look at the certificate' WHEN 'proceeds' THEN ' goes on though it is wrong' ELSE ' checks' END)))[1:6] AS places FROM callbacks WHERE used GROUP BY evidence) u ON u.evidence = a.evidence
WHERE NOT k.local AND k.state = 'established' AND t.alert_out IS NULL AND k.bytes_out > 700
  AND (a.any_server AND (c.verdict IN ('forged', 'self-signed', 'unknown') OR c.validity = 'expired') OR a.any_name AND c.matches = false)
QUALIFY row_number() OVER (PARTITION BY a.evidence, k.whom ORDER BY c.verdict = 'unknown', k.first_packet) = 1

/* ---
title = "Encryption of an outdated version is used"
question = "line"
category = "weak-tls"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["connections", "tls"]
says = "{who} and {whom} agreed on {version}."
advice = "Ask the app's maker; until then do not use the app on networks of others."
because = "Versions before TLS 1.2 have known weaknesses and are forbidden by the standards."
falsepositives = ["Old servers; captures that are old themselves."]
limits = ""
references = ["RFC 9325"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, t.version, 'packet ' || t.packet AS locator, concat_ws(', ', t.version, t.cipher) AS detail, CASE WHEN t.version IN ('TLS 1.0', 'TLS 1.1', 'DTLS 1.0') THEN 'low' ELSE 'medium' END AS level
FROM tls t JOIN talks k USING (evidence, connection)
WHERE t.version IN ('SSL 2.0', 'SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'DTLS 1.0') AND NOT k.local
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, k.whom ORDER BY t.packet) = 1

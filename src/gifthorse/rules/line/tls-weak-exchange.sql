/* ---
title = "Keys are exchanged with numbers that are too small"
question = "line"
category = "weak-tls"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["connections", "tls"]
says = "{who} and {whom} exchange keys with {bits} bits."
advice = "Ask the app's maker; until then do not use the app on networks of others."
because = "Exchanges of 1,024 bits and less can be computed by those who pay for it."
falsepositives = ["Old servers."]
limits = ""
references = ["RFC 9325"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, t.dh_bits AS bits, 'packet ' || t.packet AS locator, concat_ws(', ', t.version, t.cipher) AS detail, CASE WHEN t.dh_bits < 1024 THEN 'medium' ELSE 'low' END AS level
FROM tls t JOIN talks k USING (evidence, connection)
WHERE t.dh_bits < 2048 AND NOT k.local
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, k.whom ORDER BY t.packet) = 1

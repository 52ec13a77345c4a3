/* ---
title = "A weak cipher is used"
question = "line"
category = "weak-tls"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["connections", "tls"]
says = "{who} and {whom} agreed on {cipher}."
advice = "Ask the app's maker; until then do not use the app on networks of others."
because = "RC4, DES and 3DES have known weaknesses."
falsepositives = ["Old servers; captures that are old themselves."]
limits = ""
references = ["RFC 9325"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, t.cipher, 'packet ' || t.packet AS locator, concat_ws(', ', t.version, t.cipher) AS detail, 'low' AS level
FROM tls t JOIN talks k USING (evidence, connection)
WHERE regexp_matches(coalesce(t.cipher, ''), '_RC4_|_DES_|_3DES_|_RC2_|_IDEA_') AND NOT regexp_matches(t.cipher, 'EXPORT') AND NOT k.local
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, k.whom ORDER BY t.packet) = 1

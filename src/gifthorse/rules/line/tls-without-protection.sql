/* ---
title = "Encryption is agreed on that does not protect"
question = "line"
category = "weak-tls"
level = "high"
confidence = "high"
basis = "observed"
needs = ["connections", "tls"]
says = "{who} and {whom} agreed on {cipher}, which does not {lacks}."
advice = "Ask the app's maker; until then do not use the app on networks of others."
because = "It looks like encryption and is none, or anybody can step in between."
falsepositives = ["Tests of servers."]
limits = ""
references = ["RFC 9325"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, t.cipher, CASE WHEN regexp_matches(t.cipher, '_anon_') THEN 'prove who the server is' WHEN regexp_matches(t.cipher, 'EXPORT') THEN 'withstand an evening''s computing' ELSE 'encrypt' END AS lacks, 'packet ' || t.packet AS locator, concat_ws(', ', t.version, t.cipher) AS detail
FROM tls t JOIN talks k USING (evidence, connection)
WHERE regexp_matches(coalesce(t.cipher, ''), '_WITH_NULL_|_anon_|EXPORT|_NULL_NULL') AND NOT k.local
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, k.whom ORDER BY t.packet) = 1

/* ---
title = "A server's certificate is from an authority that is not public"
question = "line"
category = "bad-certificate"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["connections", "presented_certificates"]
says = "The certificate of {whom} leads to {authority}, which is no public authority."
advice = "Ask the app's maker; until then do not use the app on networks of others."
because = "Phones trust public authorities only. Either the app knows this one, or it checks nothing, or somebody added it to the phone."
falsepositives = ["Makers' and messengers' own authorities, which their apps know."]
limits = "Roots that are newer than the table are taken for private."
references = ["RFC 5280"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, c.authority, 'certificate ' || left(c.sha256, 16) AS locator, concat_ws(chr(10), 'leads to ' || c.authority, 'SHA-256 ' || c.sha256) AS detail, 'low' AS level
FROM certificate_chains c JOIN talks k USING (evidence, connection)
WHERE c.verdict = 'unknown' AND NOT k.local
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, c.sha256 ORDER BY k.first_packet) = 1

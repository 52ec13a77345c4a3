/* ---
title = "A server's certificate is issued for years"
question = "line"
category = "bad-certificate"
level = "low"
confidence = "high"
basis = "observed"
needs = ["connections", "presented_certificates"]
says = "The certificate of {whom} was issued for {years} years."
advice = "Ask the app's maker; until then do not use the app on networks of others."
because = "Public authorities may not issue for so long; such certificates are made by hand."
falsepositives = ["Certificates of before 2018."]
limits = ""
references = ["RFC 5280"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, c.days_issued // 365 AS years, 'certificate ' || left(c.sha256, 16) AS locator, concat_ws(chr(10), 'leads to ' || c.authority, 'SHA-256 ' || c.sha256) AS detail
FROM certificate_chains c JOIN talks k USING (evidence, connection)
WHERE c.days_issued > 1900 AND c.verdict IN ('self-signed', 'unknown') AND NOT k.local
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, c.sha256 ORDER BY k.first_packet) = 1

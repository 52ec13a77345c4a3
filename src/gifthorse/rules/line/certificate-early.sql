/* ---
title = "A server's certificate was not valid yet"
question = "line"
category = "bad-certificate"
level = "medium"
confidence = "medium"
basis = "observed"
needs = ["connections", "presented_certificates"]
says = "The certificate of {whom} was to become valid {days} after {who} used it."
advice = "Ask the app's maker; until then do not use the app on networks of others."
because = "A certificate from the future is made by hand, or a clock is wrong."
falsepositives = ["A clock that was wrong."]
limits = ""
references = ["RFC 5280"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, counted(c.days, 'day') AS days, 'certificate ' || left(c.sha256, 16) AS locator, concat_ws(chr(10), 'leads to ' || c.authority, 'SHA-256 ' || c.sha256) AS detail, 'low' AS level
FROM certificate_chains c JOIN talks k USING (evidence, connection)
WHERE c.validity = 'early' AND NOT k.local AND c.days >= 1
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, c.sha256 ORDER BY k.first_packet) = 1

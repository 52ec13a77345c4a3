/* ---
title = "A server's certificate was expired when it was used"
question = "line"
category = "bad-certificate"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["connections", "presented_certificates"]
says = "The certificate of {whom} had been expired for {days} when {who} used it."
advice = "Ask the app's maker; until then do not use the app on networks of others."
because = "Who lets a certificate expire does not look after the server; an app that takes it does not check."
falsepositives = ["A phone or capturing machine whose clock was wrong."]
limits = "Judged by the time of the capture."
references = ["RFC 5280"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, counted(c.days, 'day') AS days, 'certificate ' || left(c.sha256, 16) AS locator, concat_ws(chr(10), 'leads to ' || c.authority, 'SHA-256 ' || c.sha256) AS detail
FROM certificate_chains c JOIN talks k USING (evidence, connection)
WHERE c.validity = 'expired' AND NOT k.local
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, c.sha256 ORDER BY k.first_packet) = 1

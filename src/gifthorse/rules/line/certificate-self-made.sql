/* ---
title = "A server shows a certificate that it made itself"
question = "line"
category = "bad-certificate"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["connections", "presented_certificates"]
says = "{whom} shows {who} a certificate that it signed itself ({authority})."
advice = "Ask the app's maker; until then do not use the app on networks of others."
because = "Nobody vouches for it: without a check of its own, the app talks to whoever is there."
falsepositives = ["Apps that know this one certificate (pinning)."]
limits = ""
references = ["RFC 5280"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, c.authority, 'certificate ' || left(c.sha256, 16) AS locator, concat_ws(chr(10), 'leads to ' || c.authority, 'SHA-256 ' || c.sha256) AS detail
FROM certificate_chains c JOIN talks k USING (evidence, connection)
WHERE c.verdict = 'self-signed' AND NOT k.local
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, c.sha256 ORDER BY k.first_packet) = 1

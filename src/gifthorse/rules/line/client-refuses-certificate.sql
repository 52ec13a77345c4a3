/* ---
title = "An app refused a server's certificate"
question = "line"
category = "interception"
level = "info"
confidence = "high"
basis = "observed"
needs = ["connections", "tls"]
says = "{who} refused the certificate of {whom} ({alert})."
advice = "Ask the app's maker; until then do not use the app on networks of others."
because = "Good news: the app checks who it talks to. It happens where somebody steps in between, or where the server is set up wrongly."
falsepositives = ["Servers with wrong certificates."]
limits = ""
references = ["RFC 9325"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, t.alert_out AS alert, 'packet ' || t.packet AS locator, concat_ws(', ', t.version, t.cipher) AS detail
FROM tls t JOIN talks k USING (evidence, connection)
WHERE t.alert_out IN ('unknown_ca', 'bad_certificate', 'certificate_unknown', 'certificate_expired', 'unsupported_certificate', 'certificate_revoked')
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, k.whom ORDER BY t.packet) = 1

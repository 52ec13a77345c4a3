/* ---
title = "A server's certificate is for another name"
question = "line"
category = "bad-certificate"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["connections", "presented_certificates"]
says = "{who} asked for {name}, and the certificate shown is for another name."
advice = "Ask the app's maker; until then do not use the app on networks of others."
because = "An app that goes on does not check whom it talks to."
falsepositives = ["Servers set up wrongly; apps that break off then."]
limits = ""
references = ["RFC 5280"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, c.name, 'certificate ' || left(c.sha256, 16) AS locator, concat_ws(chr(10), 'leads to ' || c.authority, 'SHA-256 ' || c.sha256) AS detail
FROM certificate_chains c JOIN talks k USING (evidence, connection)
WHERE c.matches = false AND NOT k.local
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, c.sha256 ORDER BY k.first_packet) = 1

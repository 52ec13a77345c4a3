/* ---
title = "A password crosses the line in the clear"
question = "line"
category = "cleartext"
level = "high"
confidence = "high"
basis = "observed"
needs = ["connections", "payload_tokens"]
says = "{who} sent {what} in the clear to {whom} ({place})."
advice = "Ask the app's maker; until then do not use the app on networks of others."
because = "Whoever listens can use it."
falsepositives = ["Words that everybody uses to log in, such as anonymous."]
limits = "Only what is readable: raw, or wrapped in URL, base64, hex or gzip coding."
references = ["CWE-319"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, private(t.value) AS value, token_name(t.kind) AS what, k.whom, k.who, held_in(t.place, t.field) AS place,
    'packet ' || t.packet AS locator, token_name(t.kind) || ' ' || held_in(t.place, t.field) || ', ' || coded_as(t.encoding) AS detail
FROM payload_tokens t JOIN talks k USING (evidence, connection)
WHERE t.kind IN ('credential') AND NOT t.decrypted AND NOT k.local
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, k.registered, t.kind ORDER BY t.packet) = 1

/* ---
title = "A number of the phone crosses the line behind a digest"
question = "line"
category = "identifier-leak"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["connections", "payload_tokens"]
says = "{who} sent the {digest} of {what} in the clear to {whom} ({place})."
advice = "Ask the app's maker; until then do not use the app on networks of others."
because = "A digest of a number that others know, or that has few possible values, hides nothing: it is only another name for the phone."
falsepositives = ["None known: the digest of a known number is that number."]
limits = "Only numbers and addresses known from the same case: settings, properties, and what was sent unhashed."
references = ["CWE-319"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, d.digest, token_name(d.kind) AS what, k.whom, k.who, held_in(t.place, t.field) AS place,
    'packet ' || t.packet AS locator, d.digest || ' of ' || token_name(d.kind) || ' ' || held_in(t.place, t.field) || ', ' || coded_as(t.encoding) AS detail
FROM payload_tokens t JOIN number_digests d ON lower(t.value) = d.hex JOIN talks k USING (evidence, connection)
WHERE t.kind IN ('hex32', 'hex40', 'hex64') AND NOT t.decrypted AND NOT k.local
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, k.registered, d.kind ORDER BY t.packet) = 1

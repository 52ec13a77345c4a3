/* ---
title = "A number of the phone or SIM crosses the line in the clear"
question = "line"
category = "identifier-leak"
level = "high"
confidence = "high"
basis = "observed"
needs = ["connections", "payload_tokens"]
says = "{who} sent {what} ({value}) in the clear to {whom} ({place})."
advice = "Ask the app's maker; until then do not use the app on networks of others."
because = "Everybody on the way, from the café's Wi-Fi to the operator, can tie the phone to a person and follow it."
falsepositives = ["Numbers of the same shape that mean something else; IMEIs are checked by their last digit."]
limits = "Only what is readable: raw, or wrapped in URL, base64, hex or gzip coding."
references = ["CWE-319"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, private(t.value) AS value, token_name(t.kind) AS what, k.whom, k.who, held_in(t.place, t.field) AS place,
    'packet ' || t.packet AS locator, token_name(t.kind) || ' ' || held_in(t.place, t.field) || ', ' || coded_as(t.encoding) AS detail, CASE WHEN t.kind = 'serial' THEN 'medium' END AS level
FROM payload_tokens t JOIN talks k USING (evidence, connection)
WHERE t.kind IN ('imei', 'imsi', 'iccid', 'serial', 'phone-number') AND NOT t.decrypted AND (NOT k.local OR t.place = 'dns')
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, k.registered, t.kind ORDER BY t.packet) = 1

/* ---
title = "The phone's place crosses the line in the clear"
question = "line"
category = "identifier-leak"
level = "high"
confidence = "high"
basis = "observed"
needs = ["connections", "payload_tokens"]
says = "{who} sent {what} ({value}) in the clear to {whom} ({place})."
advice = "Ask the app's maker; until then do not use the app on networks of others."
because = "Anybody on the way learns where the phone is."
falsepositives = ["Maps and weather for a place that was asked for."]
limits = "Only what is readable: raw, or wrapped in URL, base64, hex or gzip coding. To a kilometre or less exact, or as the name of a base station, it is medium. Two numbers without a name are a place from four decimals on."
references = ["CWE-319"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, private(t.value) AS value, token_name(t.kind) AS what, k.whom, k.who, held_in(t.place, t.field) AS place,
    'packet ' || t.packet AS locator, token_name(t.kind) || ' ' || held_in(t.place, t.field) || ', ' || coded_as(t.encoding) AS detail, 'medium' AS confidence,
    CASE WHEN NOT regexp_matches(t.value, '\.\d{3}') THEN 'medium' END AS level
FROM payload_tokens t JOIN talks k USING (evidence, connection)
WHERE t.kind IN ('location') AND NOT t.decrypted AND NOT k.local
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, k.registered, t.kind ORDER BY t.packet) = 1

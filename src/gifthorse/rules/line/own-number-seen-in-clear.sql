/* ---
title = "A number that the phone has of itself crosses the line in the clear"
question = "line"
category = "identifier-leak"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["connections", "http", "payload_tokens"]
says = "{who} sent {what} of this phone ({value}), known from {source}, in the clear to {whom}."
advice = "Ask the app's maker; until then do not use the app on networks of others."
because = "It is this phone's own number, not one that looks like it: everybody on the way can tie what is sent to the phone."
falsepositives = ["A longer number that happens to hold this one."]
limits = "Only where the phone's settings or properties came along: in addresses, headers and cookies of requests, and standing alone in what is sent, also by unknown protocols. What the capture alone tells by shape has rules of its own; digits alone are not looked for in bodies."
references = ["CWE-319"]
--- */
WITH said AS (SELECT evidence, connection, packet, method, lower(concat_ws(chr(10), url, cookie, array_to_string(headers, chr(10)))) AS text FROM http WHERE scheme = 'http' AND NOT decrypted),
alone AS (SELECT evidence, connection, packet, place, lower(value) AS word FROM payload_tokens WHERE kind = 'word' AND NOT decrypted),
forms AS (SELECT DISTINCT kind, value, source, unnest([lower(value), replace(lower(value), ':', ''), replace(lower(value), ':', '-'), replace(lower(value), ':', '%3a')]) AS form FROM own_numbers),
hits AS (
    SELECT s.evidence, s.connection, s.packet, f.kind, f.value, f.source, coalesce(s.method, 'answer') || ', as ' || token_name(f.kind) AS detail FROM said s JOIN forms f ON contains(s.text, f.form)
    UNION ALL SELECT a.evidence, a.connection, a.packet, f.kind, f.value, f.source, 'by itself ' || held_in(a.place, '') || ', as ' || token_name(f.kind) FROM alone a JOIN forms f ON a.word = f.form
)
SELECT k.subject, 'connection' AS subject_kind, k.evidence, private(h.value) AS value, token_name(h.kind) AS what, h.source, k.whom, k.who, 'packet ' || h.packet AS locator, h.detail,
    CASE WHEN h.kind = 'imei' THEN 'high' END AS level
FROM hits h JOIN talks k USING (evidence, connection)
WHERE NOT k.local AND NOT EXISTS (SELECT 1 FROM payload_tokens t WHERE t.evidence = h.evidence AND t.connection = h.connection AND t.kind <> 'word' AND lower(t.value) = lower(h.value))
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, k.registered, h.kind ORDER BY h.packet) = 1

/* ---
title = "A number that the phone has of itself crosses the line in the clear"
question = "line"
category = "identifier-leak"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["connections", "http"]
says = "{who} sent {what} of this phone ({value}), known from {source}, in the clear to {whom}."
advice = "Ask the app's maker; until then do not use the app on networks of others."
because = "It is this phone's own number, not one that looks like it: everybody on the way can tie what is sent to the phone."
falsepositives = ["A longer number that happens to hold this one."]
limits = "Only where the phone's settings or properties came along, and only addresses, headers and cookies of requests; what the capture alone tells by shape has rules of its own."
references = ["CWE-319"]
--- */
WITH said AS (SELECT evidence, connection, packet, method, lower(concat_ws(chr(10), url, cookie, array_to_string(headers, chr(10)))) AS text FROM http WHERE scheme = 'http' AND NOT decrypted),
forms AS (SELECT DISTINCT kind, value, source, unnest([lower(value), replace(lower(value), ':', ''), replace(lower(value), ':', '-'), replace(lower(value), ':', '%3a')]) AS form FROM own_numbers)
SELECT k.subject, 'connection' AS subject_kind, k.evidence, private(f.value) AS value, token_name(f.kind) AS what, f.source, k.whom, k.who, 'packet ' || s.packet AS locator, coalesce(s.method, 'answer') || ', as ' || f.kind AS detail,
    CASE WHEN f.kind = 'imei' THEN 'high' END AS level
FROM said s JOIN forms f ON contains(s.text, f.form) JOIN talks k USING (evidence, connection)
WHERE NOT k.local AND NOT EXISTS (SELECT 1 FROM payload_tokens t WHERE t.evidence = s.evidence AND t.connection = s.connection AND lower(t.value) = lower(f.value))
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, k.registered, f.kind ORDER BY s.packet) = 1

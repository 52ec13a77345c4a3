/* ---
title = "Contacts, messages, calls or the list of apps cross the line in the clear"
question = "line"
category = "exfiltration"
level = "high"
confidence = "medium"
basis = "observed"
needs = ["connections", "payload_tokens"]
says = "{who} sent {count} in the clear to {whom}."
advice = "Find out which app it is and remove it; tell those whose numbers it sent."
because = "They are other people's numbers and words, and codes for logging in come as messages: anybody on the way reads them."
falsepositives = ["A form that the user has filled in, with his number and a message: a single message is medium."]
limits = "Told from five contacts, three calls, one message, and apps of six makers on (those are medium); vCards, JSON, forms and lines of text, also packed. What is inside encryption is seen only with keys."
references = ["CWE-319", "OWASP MASVS-NETWORK-1"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, CASE t.kind WHEN 'apps' THEN 'a list of ' || max(TRY_CAST(t.value AS INTEGER)) || ' apps' WHEN 'calls' THEN max(TRY_CAST(t.value AS INTEGER)) || ' entries of the call log' ELSE counted(max(TRY_CAST(t.value AS INTEGER)), CASE t.kind WHEN 'messages' THEN 'text message' ELSE 'contact' END) END AS count,
    'packet ' || min(t.packet) AS locator, t.kind || ' ' || any_value(held_in(t.place, t.field) ORDER BY t.packet) || ', ' || any_value(coded_as(t.encoding) ORDER BY t.packet) AS detail,
    CASE WHEN t.kind = 'apps' OR t.kind = 'messages' AND sum(TRY_CAST(t.value AS INTEGER)) < 3 THEN 'medium' END AS level
FROM payload_tokens t JOIN talks k USING (evidence, connection)
WHERE t.kind IN ('contacts', 'messages', 'calls', 'apps') AND NOT t.decrypted AND NOT k.local
GROUP BY k.subject, k.evidence, k.who, k.whom, t.kind
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, k.whom, t.kind ORDER BY min(t.packet)) = 1

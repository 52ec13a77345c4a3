/* ---
title = "Push messages cross the line without encryption"
question = "line"
category = "cleartext"
level = "low"
confidence = "high"
basis = "observed"
needs = ["connections"]
says = "{who} keeps a line for messages open to {whom} ({service}) that is not encrypted as a whole."
advice = "Ask the app's maker; until then do not use the app on networks of others."
because = "At least who the phone is and when messages come can be read on the way; with some services the messages too."
falsepositives = ["Services that encrypt what matters inside."]
limits = "What is inside is not judged."
references = ["CWE-319"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, upper(k.protocol) AS service, 'packet ' || k.first_packet AS locator, 'port ' || k.server_port AS detail
FROM talks k LEFT JOIN tls t USING (evidence, connection)
WHERE k.protocol IN ('xmpp', 'mipush', 'mqtt') AND NOT k.local AND t.connection IS NULL
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, k.protocol ORDER BY k.first_packet) = 1

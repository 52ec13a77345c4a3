/* ---
title = "A service from before encryption is used"
question = "line"
category = "cleartext"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["connections"]
says = "{who} speaks {service} with {whom} without encryption."
advice = "Ask the app's maker; until then do not use the app on networks of others."
because = "Names, passwords and contents can be read by anybody on the way."
falsepositives = ["Mail that changes to encryption after its greeting is not told."]
limits = ""
references = ["CWE-319"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, upper(k.protocol) AS service, 'packet ' || k.first_packet AS locator, k.bytes_out || ' bytes out, ' || k.bytes_in || ' in' AS detail
FROM talks k LEFT JOIN tls t USING (evidence, connection)
WHERE k.protocol IN ('ftp', 'telnet', 'pop3', 'imap', 'smtp', 'irc', 'rsh', 'vnc') AND NOT k.local AND t.connection IS NULL AND k.bytes_in > 0
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, k.whom, k.protocol ORDER BY k.first_packet) = 1

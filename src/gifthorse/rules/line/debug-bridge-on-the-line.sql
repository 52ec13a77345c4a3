/* ---
title = "The debug bridge is used over the network"
question = "line"
category = "unexpected-destination"
level = "high"
confidence = "high"
basis = "observed"
needs = ["connections"]
says = "{whom} is used by adb from {who}: whoever is let in controls the phone."
advice = "Switch off wireless debugging; find out who connected."
because = "The debug bridge installs, reads and runs anything."
falsepositives = ["A developer's own computer."]
limits = ""
references = []
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, 'packet ' || k.first_packet AS locator, k.bytes_out || ' bytes to it, ' || k.bytes_in || ' back' AS detail
FROM talks k WHERE k.protocol = 'adb' AND k.bytes_in > 0
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.server ORDER BY k.first_packet) = 1

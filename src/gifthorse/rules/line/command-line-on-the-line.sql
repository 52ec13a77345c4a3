/* ---
title = "The phone's command line is used from outside"
question = "line"
category = "unexpected-destination"
level = "high"
confidence = "medium"
basis = "observed"
needs = ["connections", "carried"]
says = "{who} gives its command line to {whom}: {how}."
advice = "Take the phone off the network and do not use it until it is known which program does this."
because = "Who has a command line does on the phone whatever the program behind it may do, and reads what it answers."
falsepositives = ["A terminal app that the user himself has connected; logs of commands that are sent to a maker."]
limits = "Only in the clear, and only by a prompt or by what commands print about themselves within the first 8 KiB."
references = ["MITRE ATT&CK T1059.004"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, CASE c.side WHEN 'out' THEN k.who ELSE k.server END AS who, CASE c.side WHEN 'out' THEN k.whom ELSE k.client END AS whom,
    CASE c.side WHEN 'out' THEN 'it calls port ' || k.server_port || ' there and answers commands' ELSE 'it listens on port ' || k.server_port || ' and answers commands' END AS how,
    'packet ' || c.packet AS locator, k.bytes_out || ' bytes out, ' || k.bytes_in || ' back' AS detail
FROM carried c JOIN talks k USING (evidence, connection)
WHERE c.kind = 'shell' AND k.bytes_in > 0 AND (c.side = 'out' AND k.server NOT IN (SELECT client FROM phones p WHERE p.evidence = k.evidence)
    OR c.side = 'in' AND k.server IN (SELECT client FROM phones p WHERE p.evidence = k.evidence) AND k.client <> k.server)
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.client, k.server ORDER BY c.packet) = 1

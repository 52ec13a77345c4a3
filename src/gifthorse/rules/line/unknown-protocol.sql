/* ---
title = "Something that looks encrypted is spoken in a language that is not known"
question = "line"
category = "unexpected-destination"
level = "medium"
confidence = "low"
basis = "observed"
needs = ["connections"]
says = "{who} speaks a language with {whom} that is not known and looks encrypted ({bits} bits a byte, {bytes} bytes out)."
advice = "Find out which app it is; switch it off or block the address until its maker explains it."
because = "Programs that hide what they say make a language of their own."
falsepositives = ["Games, calls and messengers have languages of their own too."]
limits = ""
references = []
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, round(k.entropy::DOUBLE, 1) AS bits, k.bytes_out AS bytes, 'packet ' || k.first_packet AS locator, k.transport || ' port ' || k.server_port AS detail
FROM talks k
WHERE k.protocol = 'unknown' AND k.transport = 'tcp' AND k.entropy >= 7 AND NOT k.local AND k.state IN ('established', 'reset') AND k.bytes_out > 500 AND k.bytes_in > 0
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, k.server ORDER BY k.bytes_out DESC) = 1

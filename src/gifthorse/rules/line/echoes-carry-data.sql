/* ---
title = "Pings carry data"
question = "line"
category = "exfiltration"
level = "medium"
confidence = "medium"
basis = "observed"
needs = ["connections"]
says = "{who} and {whom} exchanged {kb} KB in pings of {size} bytes on average{unlike}."
advice = "Find out which app it is; switch it off or block the address until its maker explains it."
because = "Echo requests get through many barriers, and nobody looks at what is in them: programs hide connections there."
falsepositives = ["Tests of a line with large pings."]
limits = "Answers whose size differs from the questions' make it high: an echo gives back what it got."
references = ["MITRE ATT&CK T1095"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, (k.bytes_out + k.bytes_in) // 1000 AS kb, k.bytes_out // k.packets_out AS size, 'packet ' || k.first_packet AS locator,
    k.packets_out || ' packets to it, ' || k.packets_in || ' back' AS detail, CASE WHEN unlike THEN ', with answers that are not what was sent' ELSE '' END AS unlike, CASE WHEN unlike THEN 'high' END AS level
FROM (
    SELECT *, abs(bytes_in / packets_in - bytes_out / packets_out) > 0.2 * bytes_out / packets_out AND bytes_in > 4000 AS unlike
    FROM talks WHERE transport = 'icmp' AND NOT local AND state = 'answered' AND packets_out >= 20 AND packets_in >= 0.5 * packets_out
) k
WHERE (k.bytes_out + k.bytes_in) / (k.packets_out + k.packets_in) >= 128 AND k.bytes_out + k.bytes_in >= 30000
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, k.server ORDER BY k.bytes_out DESC) = 1

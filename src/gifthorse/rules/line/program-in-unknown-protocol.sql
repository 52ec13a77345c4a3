/* ---
title = "A program came over the line where none is expected"
question = "line"
category = "update-over-http"
level = "high"
confidence = "high"
basis = "observed"
needs = ["connections", "carried"]
says = "{who} was sent {what}{wrapped} by {whom} on {transport} port {port}, {manner}."
advice = "Find out which app it is and switch it off; do not run what it fetched."
because = "Whoever sits on the way can put another program in its place; and who fetches programs over a connection of his own making avoids what looks at downloads."
falsepositives = ["Files that the user fetches or shares himself, over FTP or between devices: inside the local network it is low."]
limits = "What begins within the first 8 KiB that a side says, behind a header of any kind, and as base64, gzip or with each byte changed by the same one; other encryption hides it."
references = ["CWE-494", "MITRE ATT&CK T1105"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, CASE c.side WHEN 'in' THEN k.who ELSE k.whom END AS who, CASE c.side WHEN 'in' THEN k.whom ELSE k.who END AS whom, k.transport, k.server_port AS port,
    CASE WHEN k.protocol IN ('http', 'http2') THEN 'inside an answer that is something else by its beginning' ELSE 'in no protocol that is known' END AS manner,
    CASE c.kind WHEN 'apk' THEN 'an app' WHEN 'dex' THEN 'code for Android' WHEN 'elf' THEN 'a native program' WHEN 'pe' THEN 'a Windows program' WHEN 'jar' THEN 'an archive of code'
        WHEN 'native-zip' THEN 'an archive of native libraries' WHEN 'script' THEN 'a script' WHEN 'ota' THEN 'a system update' ELSE 'a program' END AS what,
    CASE c.encoding WHEN 'raw' THEN '' WHEN 'xor' THEN ', each byte changed to hide it,' ELSE ' inside ' || c.encoding END AS wrapped,
    'packet ' || c.packet AS locator, c.kind || ' ' || c.offset || ' bytes behind the beginning of what that side says' AS detail,
    CASE WHEN k.local AND k.server NOT IN (SELECT client FROM phones p WHERE p.evidence = k.evidence) THEN 'low' WHEN c.kind IN ('pe', 'jar', 'ota') AND c.encoding = 'raw' THEN 'medium' END AS level
FROM carried c JOIN talks k USING (evidence, connection)
WHERE c.kind NOT IN ('noise', 'shell') AND (c.side = 'in' OR k.server IN (SELECT client FROM phones p WHERE p.evidence = k.evidence))
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.client, k.server, c.kind ORDER BY c.packet) = 1

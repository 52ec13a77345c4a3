/* ---
title = "A program came over the line in the clear"
question = "line"
category = "update-over-http"
level = "high"
confidence = "high"
basis = "observed"
needs = ["connections", "http"]
says = "{who} fetched {what} of {bytes} bytes in the clear from {url}."
advice = "Do not install or run it; ask the maker why it comes unprotected."
because = "Whoever sits on the way can put another program in its place. Whether it is checked before it runs, the line does not tell."
falsepositives = ["Programs whose signature is checked before they run: Android checks an APK's when it updates an app, and the recovery system a system update's."]
limits = "Of a server in the local network it is low, unless it is the one that answers the phone's questions for names: a hotspot."
references = ["CWE-494"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, CASE h.response_kind WHEN 'apk' THEN 'an app' WHEN 'dex' THEN 'code for Android' WHEN 'elf' THEN 'a native program' WHEN 'pe' THEN 'a Windows program' WHEN 'jar' THEN 'an archive of code'
        WHEN 'native-zip' THEN 'an archive of native libraries' WHEN 'script' THEN 'a script' WHEN 'ota' THEN 'a system update' ELSE 'a program' END AS what,
    h.response_bytes AS bytes, left(split_part(h.url, '?', 1), 200) AS url, 'packet ' || h.packet AS locator, coalesce('SHA-256 ' || h.response_sha256, 'not read to its end') AS detail,
    CASE WHEN k.local AND k.server NOT IN (SELECT server FROM connections r WHERE r.evidence = k.evidence AND r.protocol = 'dns') THEN 'low' WHEN h.response_kind IN ('pe', 'jar', 'native-zip', 'script', 'ota') AND NOT (h.response_kind = 'jar' AND regexp_matches(lower(coalesce(h.path, '')), '\.(png|jpe?g|gif|webp|css|js|txt|dat)$')) THEN 'medium' END AS level
FROM http h JOIN talks k USING (evidence, connection)
WHERE h.response_kind IN ('apk', 'dex', 'elf', 'pe', 'jar', 'native-zip', 'script', 'ota') AND h.scheme = 'http' AND k.server NOT LIKE '127.%' AND k.server <> '::1'

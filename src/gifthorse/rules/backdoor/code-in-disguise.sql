/* ---
title = "A program of the phone is dressed up as something else"
question = "backdoor"
category = "hidden"
level = "medium"
confidence = "medium"
basis = "configured"
needs = ["files"]
says = "{path} is {what}, though its name says {claim}{started}."
advice = "Compare with an official image; look which program of the phone uses the file."
because = "Code is given the name of a picture or a setting so that nobody looks at it. A program has no reason of its own to be called so."
falsepositives = ["Makers who keep plug-ins or protected parts under such names.", "Firmware for other processors, whose folders are left out."]
limits = "Goes by content against name. Code that is enciphered looks like data and is not seen."
references = ["MITRE ATT&CK T1036.008", "Keenadu, 2026"]
--- */
WITH seen AS (
    SELECT f.*, regexp_extract(f.path, '[^/]+$') AS name, lower(regexp_extract(f.path, '\.([A-Za-z0-9]{1,8})$', 1)) AS ending, l.type, l.machine, s.how
    FROM files f
    LEFT JOIN libraries l USING (evidence)
    LEFT JOIN (SELECT file, any_value(array_to_string(run_by[1:2], ', ')) AS how FROM (SELECT run_by, unnest(runs) AS file FROM run_commands WHERE started) GROUP BY file) s ON s.file = f.path
    WHERE f.partition IS NOT NULL AND f.partition NOT IN ('recovery', 'data') AND f.kind IN ('elf', 'dex', 'jar', 'apk', 'packed-code') AND NOT contains(f.path, '!')
      AND NOT regexp_matches(f.path, '/(firmware|firmware_mnt|image|modem|dsp|rfs|carrier|bootlogo|tee|tlc|mcRegistry)/')
)
SELECT
    path AS subject, 'file' AS subject_kind, evidence, path, path AS locator, kind || coalesce(' ' || machine, '') || coalesce(' ' || size || ' bytes', '') AS detail,
    CASE kind WHEN 'elf' THEN CASE type WHEN 'program' THEN 'a native program' ELSE 'native code' END WHEN 'apk' THEN 'an app' WHEN 'jar' THEN 'an archive of code' WHEN 'packed-code' THEN 'code that is packed' ELSE 'code' END AS what,
    CASE WHEN starts_with(name, '.') THEN 'that it should not be seen' ELSE 'that it is ' || CASE
        WHEN ending IN ('png', 'jpg', 'jpeg', 'gif', 'webp', 'bmp', 'svg') THEN 'a picture' WHEN ending IN ('ttf', 'otf', 'ttc') THEN 'a font'
        WHEN ending IN ('mp3', 'ogg', 'wav', 'mp4', 'flac', 'm4a') THEN 'sound or film' WHEN ending IN ('pem', 'crt', 'cer', '0') THEN 'a certificate' ELSE 'data (.' || ending || ')' END END AS claim,
    coalesce(', and it is started (' || how || ')', '') AS started,
    CASE WHEN how IS NOT NULL THEN 'high' WHEN kind = 'elf' AND NOT starts_with(name, '.') AND ending IN ('bin', 'dat', 'db', 'conf', 'cfg') THEN 'low' ELSE 'medium' END AS level
FROM seen
WHERE (starts_with(name, '.') OR regexp_matches(name, '^[0-9a-f]{8}\.[0-9]$') OR ending IN ('png', 'jpg', 'jpeg', 'gif', 'webp', 'bmp', 'svg', 'ttf', 'otf', 'ttc', 'mp3', 'ogg', 'wav', 'mp4', 'flac', 'm4a', 'txt', 'xml', 'json', 'cfg', 'conf', 'ini',
        'log', 'db', 'html', 'css', 'js', 'prop', 'rc', 'pem', 'crt', 'cer', 'dat', 'bin', 'gz', 'list', 'csv', 'md')
        OR (kind IN ('dex', 'apk') AND ending = 'so'))
  AND (kind <> 'elf' OR (type IN ('program', 'shared') AND machine IN ('aarch64', 'arm', 'x86', 'x86_64')))
  AND NOT (kind = 'jar' AND ending IN ('bin', 'dat', 'db', 'conf', 'cfg'))

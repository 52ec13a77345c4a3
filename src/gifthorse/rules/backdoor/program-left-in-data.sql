/* ---
title = "A program lies where nobody installs any"
question = "backdoor"
category = "hidden"
level = "medium"
confidence = "medium"
basis = "observed"
needs = ["libraries"]
says = "{path} is a native program in a place for passing data{deed}."
advice = "Ask who had the phone on a cable; have it set up anew, from the recovery system."
because = "Programs come with the system or inside an app. What lies in /data/local/tmp or in a hidden folder of /data was put there over adb or by an exploit."
falsepositives = ["A developer's own tools, and what test frameworks leave behind (app_process agents, minicap, frida)."]
limits = "Libraries that apps keep in their own folders are left out."
references = ["Predator: /data/local/tmp/wd", "MITRE ATT&CK T1544"]
--- */
SELECT
    l.path AS subject, 'file' AS subject_kind, l.evidence, l.path, l.path AS locator, l.machine || ' ' || l.type AS detail,
    CASE WHEN d.by IS NOT NULL THEN ', and it is started (' || d.by || ')' WHEN bool_or(y.name IN ('connect', 'accept', 'sendto')) THEN ', and it opens connections' ELSE '' END AS deed,
    CASE WHEN d.by IS NOT NULL OR (regexp_matches(l.path, '/\.[^/]+(/|$)') AND bool_or(y.name IN ('connect', 'accept', 'sendto'))) THEN 'high' ELSE 'medium' END AS level
FROM libraries l
LEFT JOIN native_symbols y ON y.evidence = l.evidence AND NOT y.defined
LEFT JOIN daemons d ON d.evidence = l.evidence
WHERE l.package IS NULL AND l.type IN ('program', 'shared') AND l.machine IN ('aarch64', 'arm', 'x86', 'x86_64')
  AND (starts_with(l.path, '/data/local/') OR (starts_with(l.path, '/data/') AND regexp_matches(l.path, '/\.[^/]+(/|$)') AND NOT regexp_matches(l.path, '^/data/(app|data|user|user_de)/')))
GROUP BY l.path, l.evidence, l.machine, l.type, d.by

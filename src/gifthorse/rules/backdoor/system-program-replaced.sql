/* ---
title = "A program of Android was put behind a script"
question = "backdoor"
category = "tampered"
level = "high"
confidence = "high"
basis = "configured"
needs = ["init_services", "files"]
says = "{program}, which the service {service} runs as {user}, is a script and no program{runs}."
advice = "Compare with an official image."
because = "Android's own services are native programs. A script in the place of one starts whatever it likes, with that service's rights, and then the real one, so that nothing seems amiss."
falsepositives = ["Tools that give an owner root or change the framework by wrapping app_process (old Xposed, SuperSU)."]
limits = "Only services that Android itself has under that program are judged."
references = ["SuperSU: app_process_original"]
--- */
SELECT
    f.path AS subject, 'file' AS subject_kind, f.evidence, f.path AS program, any_value(s.service) AS service, any_value(s."user")::VARCHAR AS "user", 'line 1' AS locator,
    coalesce(any_value(c.said), f.path) AS detail, coalesce('; it runs ' || listing(list(DISTINCT c.file ORDER BY c.file)[1:3]), '') AS runs
FROM init_services s
JOIN files f ON one_spelling(f.path) = one_spelling(s.program) AND f.kind = 'script'
LEFT JOIN (SELECT evidence, unnest(runs) AS file, program || ' ' || array_to_string(arguments, ' ') AS said FROM commands WHERE source = 'script') c ON c.evidence = f.evidence
WHERE NOT s.recovery AND s.known_from = 'aosp' AND f.partition NOT IN ('recovery')
  AND regexp_matches(s.program, '/(app_process[0-9]*|netd|vold|installd|surfaceflinger|servicemanager|hwservicemanager|logd|lmkd|adbd|keystore2?|mediaserver|drmserver|healthd|debuggerd(64)?|tombstoned|audioserver|cameraserver|zygote[0-9]*|ueventd|apexd|statsd|storaged|gatekeeperd|wificond)$')
GROUP BY f.path, f.evidence
-- A dump keeps a symbolic link as a text of one word.
HAVING f.evidence IN (SELECT evidence FROM commands GROUP BY evidence HAVING count(*) > 1 OR bool_or(len(arguments) > 0))

/* ---
title = "A start-up service runs outside SELinux's walls"
question = "backdoor"
category = "tampered"
level = "high"
confidence = "high"
basis = "configured"
needs = ["init_services", "init_actions"]
says = "{path} starts {what} with the label {label}, which {meaning}."
advice = "Compare the start-up files with an official image."
because = "Android's release builds have no domain for root shells. A label like this exists only where the policy was changed to let somebody through."
falsepositives = ["Engineering and userdebug builds, which have the domain su for tests: medium there.", "A phone that its owner rooted on purpose."]
limits = "The policy itself is not read: whether the label exists on this phone is not known. Medium where the service waits for a property that nothing that was read sets."
references = ["source.android.com: SELinux, su domain"]
--- */
SELECT
    coalesce(f.path, e.path) AS subject, 'file' AS subject_kind, s.evidence, coalesce(f.path, e.path) AS path, s.what, s.label, 'line ' || s.line AS locator, s.detail,
    CASE WHEN regexp_matches(s.label, ':(magisk|supersu|sudaemon|ksu|su_daemon)') THEN 'belongs to a tool that gives root' ELSE 'may do everything' END AS meaning,
    CASE WHEN s.waits OR (SELECT coalesce(build_type, 'user') FROM phone) IN ('eng', 'userdebug') THEN 'medium' ELSE 'high' END AS level
FROM (
    SELECT evidence, line, 'the service ' || service AS what, seclabel AS label, program || ' ' || array_to_string(arguments, ' ') AS detail, waits FROM services WHERE NOT dormant
    UNION ALL BY NAME
    SELECT evidence, line, list_filter(arguments, lambda a: starts_with(a, '/'))[1] AS what, arguments[1] AS label, array_to_string(arguments, ' ') AS detail, false AS waits FROM init_actions
    WHERE NOT recovery AND command IN ('exec', 'exec_background') AND list_contains(arguments, '--')
      AND len(live_triggers([trigger])) > 0 AND evidence NOT IN (SELECT evidence FROM other_starts)
) s
JOIN evidence e ON e.node = s.evidence
LEFT JOIN files f ON f.evidence = s.evidence
WHERE regexp_matches(coalesce(s.label, ''), '^u:r:(su|magisk|supersu|sudaemon|su_daemon|ksu|kernelsu|permissive[a-z_]*|unconfined[a-z_]*):')

/* ---
title = "The whole phone is open to debugging"
question = "backdoor"
category = "debug-left-on"
level = "high"
confidence = "high"
basis = "configured"
needs = ["properties"]
says = "{path} says {name}={value}: {meaning}."
advice = "Do not use the phone with anything that matters; ask for an official release build."
because = "On such a build every app's memory can be read and changed over a cable, and adb becomes root when asked."
falsepositives = ["Engineering samples and phones with a developer's own build."]
limits = "What the boot loader and the running system say may differ from the files."
references = ["source.android.com: build variants"]
--- */
SELECT
    p.name AS subject, 'phone' AS subject_kind, p.evidence, p.path, p.name, p.value, 'line ' || p.line AS locator, p.name || '=' || p.value AS detail,
    CASE p.name WHEN 'ro.debuggable' THEN 'every app and the system can be debugged' WHEN 'ro.secure' THEN 'adb runs as root'
        WHEN 'ro.build.type' THEN 'this is a build for developers' ELSE 'SELinux does not enforce anything' END AS meaning,
    CASE WHEN p.name IN ('ro.secure', 'ro.boot.selinux') THEN 'high' WHEN p.name = 'ro.debuggable' THEN 'high' ELSE 'medium' END AS level
FROM properties p
WHERE ((p.name = 'ro.debuggable' AND p.value = '1') OR (p.name = 'ro.secure' AND p.value = '0') OR (p.name = 'ro.build.type' AND p.value IN ('eng', 'userdebug'))
    OR (p.name IN ('ro.boot.selinux', 'ro.build.selinux.enforce') AND p.value IN ('permissive', 'disabled', '0')))
  AND NOT contains(lower(p.path), 'recovery')
QUALIFY row_number() OVER (PARTITION BY p.name ORDER BY p.path) = 1

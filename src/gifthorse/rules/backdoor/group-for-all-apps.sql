/* ---
title = "A list of the system puts ordinary apps into a powerful group"
question = "backdoor"
category = "exposed-privilege"
level = "high"
confidence = "high"
basis = "configured"
needs = ["sysconfig"]
says = "{file} puts {whom} into the group {groups}."
advice = "Compare the file with an official image of the same phone."
because = "Groups open files and devices that Android's questions never mention: the modem, the logs, the screen's keys. One line in a list hands them to every app."
falsepositives = ["A maker's own permission of the level normal whose group is harmless: only powerful groups are counted."]
limits = "Whether SELinux still stops the apps is not known. Permissions that no app read declares are not judged."
references = ["frameworks/base: SystemConfig, platform.xml"]
--- */
SELECT
    coalesce(f.path, e.path) AS subject, 'file' AS subject_kind, s.evidence, coalesce(f.path, e.path) AS file, coalesce(s.value, '') AS locator, s.element || ' ' || s.value AS detail,
    CASE WHEN s.element = 'group' THEN 'every app' ELSE 'every app that asks for ' || replace(s.permission, 'android.permission.', '') END AS whom,
    array_to_string(s.powerful, ', ') AS groups,
    CASE WHEN p.base_level = 'dangerous' THEN 'medium' WHEN s.powerful = ['diag'] THEN 'medium' ELSE 'high' END AS level
FROM (
    SELECT
        *, regexp_extract(value, '(?:^| )name=(\S+)', 1) AS permission,
        list_filter(regexp_extract_all(value, '(?:^| )gid=(\S+)', 1), lambda g: g IN
            ('root', 'system', 'shell', 'radio', 'log', 'input', 'diag', 'graphics', 'mount', 'net_raw', 'net_admin', 'readproc', 'adb', 'package_info', 'keystore', 'install', 'vpn', 'usb', 'oem_2901', 'debuggerd')) AS powerful
    FROM sysconfig WHERE element IN ('group', 'permission')
) s
JOIN evidence e ON e.node = s.evidence
LEFT JOIN files f ON f.evidence = s.evidence
LEFT JOIN permissions p ON p.name = s.permission
WHERE len(s.powerful) > 0 AND (s.element = 'group' OR p.base_level IN ('normal', 'dangerous')
    OR s.permission IN ('android.permission.INTERNET', 'android.permission.ACCESS_NETWORK_STATE', 'android.permission.WAKE_LOCK', 'android.permission.VIBRATE', 'android.permission.RECEIVE_BOOT_COMPLETED', 'android.permission.BLUETOOTH', 'android.permission.READ_EXTERNAL_STORAGE', 'android.permission.WRITE_EXTERNAL_STORAGE', 'android.permission.ACCESS_WIFI_STATE'))

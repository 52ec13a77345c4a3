/* ---
title = "Debugging over a cable or the network (adb) is on before anybody asked for it"
question = "backdoor"
category = "debug-left-on"
level = "medium"
confidence = "high"
basis = "configured"
needs = ["properties"]
says = "{meaning}: {path} says {name}={value}."
advice = "Switch USB debugging off, if the settings let you; never leave the phone on a foreign charger or computer."
because = "adb reads and installs everything that apps may, over the cable or, with a port, over the network."
falsepositives = ["MediaTek boot images whose ramdisk default is overwritten at the first start."]
limits = "The setting on the running phone decides; this is only where it starts. In a ramdisk's defaults, which are overwritten, it is low; without the question which computer it is, on a release build, high."
references = ["ADB.Miner, 2018", "source.android.com: adb authentication"]
--- */
SELECT
    p.name AS subject, 'phone' AS subject_kind, p.evidence, p.path, p.name, p.value, 'line ' || p.line AS locator, p.name || '=' || p.value AS detail,
    CASE WHEN p.name LIKE '%tcp.port' THEN 'adb listens on the network' WHEN p.name = 'ro.adb.secure' THEN 'adb does not ask which computer it talks to'
        ELSE 'USB debugging is on by default' END AS meaning,
    CASE WHEN p.name LIKE '%tcp.port' THEN 'high'
        WHEN p.name = 'ro.adb.secure' THEN CASE WHEN opens AND (SELECT coalesce(build_type, 'user') FROM phone) = 'user' THEN 'high' ELSE 'medium' END
        WHEN regexp_matches(p.path, '/(build|local)\.prop$') THEN 'medium' ELSE 'low' END AS level
FROM properties p, (SELECT bool_or(name IN ('persist.sys.usb.config', 'persist.service.adb.enable') AND (regexp_matches(value, '(^|,)adb(,|$)') OR value = '1')) AS opens FROM properties WHERE NOT contains(lower(path), 'recovery'))
WHERE ((p.name IN ('service.adb.tcp.port', 'persist.adb.tcp.port', 'persist.service.adb.tcp.port') AND TRY_CAST(p.value AS INTEGER) > 0)
    OR (p.name = 'ro.adb.secure' AND p.value = '0')
    OR (p.name IN ('persist.sys.usb.config', 'persist.service.adb.enable') AND (regexp_matches(p.value, '(^|,)adb(,|$)') OR (p.name = 'persist.service.adb.enable' AND p.value = '1'))))
  AND NOT contains(lower(p.path), 'recovery')
QUALIFY row_number() OVER (PARTITION BY p.name ORDER BY p.path) = 1

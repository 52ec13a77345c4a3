/* ---
title = "The start-up files open the debug bridge (adb)"
question = "backdoor"
category = "debug-left-on"
level = "high"
confidence = "high"
basis = "configured"
needs = ["commands"]
says = "{path} {deed}{how}."
advice = "Never join this phone to a network that others use; compare with an official image."
because = "adb reads and installs everything that apps may, and gives a shell. Opened by a start-up file it is on before anybody asked, and after everybody switched it off."
falsepositives = ["Development boards and test phones, whose owners want adb over the network.", "Triggers of a factory mode that end users never enter."]
limits = "Only constant values count; what a property's trigger waits for is shown. Over the cable it is medium."
references = ["ADB.Miner, 2018"]
--- */
SELECT
    path AS subject, 'file' AS subject_kind, evidence, path, deed, how, 'line ' || line AS locator, program || ' ' || said AS detail,
    CASE WHEN NOT started THEN 'low' WHEN deed LIKE '%network%' THEN 'high' WHEN deed LIKE '%without asking' AND also THEN 'high' ELSE level_of END AS level,
    CASE WHEN started THEN 'high' ELSE 'medium' END AS confidence
FROM (
    SELECT *, CASE WHEN len(list_filter(live, lambda b: NOT contains(b, 'property:') OR contains(b, 'sys.boot_completed=1'))) > 0 THEN 'medium' ELSE 'low' END AS level_of,
    CASE
        WHEN program = 'setprop' AND arguments[1] IN ('service.adb.tcp.port', 'persist.adb.tcp.port', 'persist.service.adb.tcp.port') AND coalesce(TRY_CAST(arguments[2] AS INTEGER), 0) > 0
            THEN 'lets adb listen on the network, port ' || arguments[2]
        WHEN program = 'adbd' AND regexp_matches(said, '(--?(port|tcp)|-P)[ =]?[0-9]+') THEN 'lets adb listen on the network'
        WHEN program = 'setprop' AND arguments[1] IN ('ro.adb.secure') AND arguments[2] = '0' THEN 'lets adb talk to every computer without asking'
        WHEN program = 'setprop' AND arguments[1] = 'service.adb.root' AND arguments[2] = '1' THEN 'lets adb be root'
        WHEN program = 'setprop' AND arguments[1] = 'persist.sys.usb.config' AND regexp_matches(arguments[2], '(^|,)adb(,|$)') THEN 'switches USB debugging on for good'
    END AS deed,
    EXISTS (SELECT 1 FROM commands o WHERE o.program = 'setprop' AND (o.arguments[1] = 'ro.debuggable' AND o.arguments[2] = '1' OR o.arguments[1] = 'ro.secure' AND o.arguments[2] = '0'
        OR o.arguments[1] = 'persist.sys.usb.config' AND regexp_matches(o.arguments[2], '(^|,)adb(,|$)'))) AS also
    FROM run_commands
)
WHERE deed IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY evidence, deed ORDER BY started DESC, line) = 1

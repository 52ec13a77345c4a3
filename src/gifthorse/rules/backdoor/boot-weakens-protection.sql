/* ---
title = "The system takes down its own protection"
question = "backdoor"
category = "control"
level = "high"
confidence = "high"
basis = "configured"
needs = ["commands"]
says = "{path} {deed}{how}."
advice = "Compare the start-up files with an official image; do not trust the phone's locks and warnings until then."
because = "Android's walls hold because nothing in the system opens them. A start-up file that does so at every start lets in whoever waits outside."
falsepositives = ["Custom systems and engineering builds, where the owner wanted it.", "Factory scripts that were left in."]
limits = "Whether the kernel or SELinux lets the command succeed is not known. Medium where nothing that was read starts it."
references = ["source.android.com: SELinux, app verification, device administration", "NoviSpy, 2024"]
--- */
WITH deeds AS (
    SELECT c.*, CASE
        WHEN (program = 'setenforce' AND lower(coalesce(arguments[1], '')) IN ('0', 'permissive'))
          OR (program = 'write' AND arguments[1] LIKE '%/selinux/enforce' AND arguments[2] = '0')
          OR (program IN ('echo', 'printf') AND len(list_filter(writes, lambda w: w LIKE '%/selinux/enforce')) > 0 AND starts_with(coalesce(arguments[1], ''), '0'))
            THEN 'switches SELinux off, which keeps the parts of the system apart'
        WHEN setting AND regexp_matches(said, '\b(package_verifier_enable|package_verifier_user_consent|verifier_verify_adb_installs|upload_apk_enable)\b[= ]*(name=)?.*(-1|0)\b')
            THEN 'switches off the check of new apps'
        WHEN setting AND regexp_matches(said, '\b(enabled_accessibility_services|enabled_notification_listeners)\b.*[./][A-Za-z]')
            THEN 'switches on a service that sees and presses everything, without the warning'
        WHEN setting AND regexp_matches(said, '\b(adb_enabled|adb_wifi_enabled)\b.*\b1\b') THEN 'switches on USB debugging'
        WHEN setting AND regexp_matches(said, '\binstall_non_market_apps\b.*\b1\b') THEN 'allows apps from anywhere'
        WHEN (program = 'dpm' OR (program = 'cmd' AND arguments[1] = 'device_policy'))
          AND len(list_filter(arguments, lambda a: a IN ('set-device-owner', 'set-profile-owner', 'set-active-admin'))) > 0
            THEN 'makes an app the owner or administrator of the phone'
        WHEN program IN ('pm', 'cmd') AND len(list_filter(arguments, lambda a: a IN ('disable', 'disable-user', 'hide', 'uninstall', 'suspend'))) > 0
          AND regexp_matches(said, '(com\.android\.vending|com\.google\.android\.(gms|gsf|packageinstaller|modulemetadata)|com\.android\.packageinstaller|[a-z.]*(ota|updater|fota|systemupdate)\b)')
            THEN 'switches off an app that guards or updates the phone'
        WHEN program IN ('pm', 'cmd') AND list_contains(arguments, 'grant') AND regexp_matches(said, '\.(READ_SMS|RECEIVE_SMS|SEND_SMS|RECORD_AUDIO|CAMERA|READ_CALL_LOG|PROCESS_OUTGOING_CALLS|ACCESS_(FINE|COARSE|BACKGROUND)_LOCATION|READ_CONTACTS|READ_LOGS|WRITE_SECURE_SETTINGS|PACKAGE_USAGE_STATS|DUMP)\b')
            THEN 'gives an app rights without asking'
        WHEN program IN ('appops', 'cmd') AND regexp_matches(said, '\b(SYSTEM_ALERT_WINDOW|REQUEST_INSTALL_PACKAGES|GET_USAGE_STATS|RECORD_AUDIO|READ_SMS|PROJECT_MEDIA|MANAGE_EXTERNAL_STORAGE)\s+allow\b')
            THEN 'gives an app rights without asking'
        WHEN program = 'cmd' AND arguments[1] = 'notification' AND arguments[2] = 'allow_listener' THEN 'lets an app read every notification'
        WHEN program = 'ime' AND arguments[1] = 'set' AND NOT regexp_matches(said, '(com\.google|com\.android|latin)') OR setting AND regexp_matches(said, '\bdefault_input_method\b.*[./][A-Za-z]') AND NOT regexp_matches(said, '(com\.google|com\.android)\.')
            THEN 'chooses the keyboard, which sees what is typed'
        WHEN program = 'chmod' AND (regexp_matches(coalesce(arguments[1], ''), '^0?[4-7][0-7][0-7][1357]$') OR regexp_matches(coalesce(arguments[1], ''), '^[ugoa]*\+[rwxt]*s'))
          AND NOT regexp_matches(said, '/(run-as|ping6?|tcpdump|pppd|pppd_dt|chat|racoon|netcfg|procmem|procrank)( |$)')
            THEN 'turns ' || coalesce(arguments[-1], 'a program') || ' into a program that is root for whoever starts it'
        WHEN program = 'chmod' AND regexp_matches(coalesce(arguments[1], ''), '^0?[0-7][0-7][0-7][67]$|[ao]\+r?w') AND regexp_matches(said, '/dev/(mem|kmem|port|block/)')
            THEN 'lets every program write the memory or the disks of the phone'
        WHEN program = 'mount' AND regexp_matches(said, 'remount') AND regexp_matches(said, '(^|[ ,])rw([ ,]|$)') AND regexp_matches(said, '(^| )(/|/system|/vendor|/product|/system_root)( |$)')
            THEN 'makes the system writable'
    END AS deed
    FROM (SELECT *, program = 'settings' OR (program = 'cmd' AND arguments[1] = 'settings') OR (program = 'content' AND contains(said, 'content://settings/')) AS setting FROM run_commands) c
)
SELECT
    path AS subject, 'file' AS subject_kind, evidence, path, deed, how, 'line ' || line AS locator, program || ' ' || said AS detail,
    CASE
        WHEN deed IN ('makes the system writable', 'switches on USB debugging', 'allows apps from anywhere', 'switches off an app that guards or updates the phone', 'chooses the keyboard, which sees what is typed')
            THEN CASE WHEN started THEN 'medium' ELSE 'low' END
        WHEN started THEN 'high' WHEN dormant THEN 'low' ELSE 'medium'
    END AS level,
    CASE WHEN started THEN 'high' ELSE 'medium' END AS confidence
FROM deeds WHERE deed IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY evidence, deed ORDER BY started DESC, line) = 1

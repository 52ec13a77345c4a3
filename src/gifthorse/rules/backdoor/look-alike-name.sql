/* ---
title = "An app's name imitates a well-known one"
question = "backdoor"
category = "hidden"
level = "high"
confidence = "medium"
basis = "configured"
needs = ["apps", "signers", "permissions_used"]
says = "{package} looks like {real} but is not: the name differs by a letter, and the key is another."
advice = "Remove the app; find out how it came to the phone."
because = "Spyware that is installed by hand hides behind names that a quick look takes for genuine."
falsepositives = ["A maker who registered a name close to another's by accident."]
limits = "Compares the first parts of the name with a short list of names that are imitated in known cases. Low where the app has an icon and asks for nothing that matters."
references = ["ResidentBat: com.linkedln.service, cm.google.android.apps.assistant"]
--- */
WITH names(real) AS (
    VALUES ('com.google'), ('com.android'), ('com.facebook'), ('com.whatsapp'), ('com.linkedin'), ('com.samsung'), ('com.qualcomm'),
        ('com.mediatek'), ('com.microsoft'), ('com.instagram'), ('com.telegram'), ('org.telegram'), ('com.twitter'), ('com.xiaomi'), ('com.huawei')
),
own AS (
    SELECT *, array_to_string(string_split(lower(package), '.')[1:2], '.') AS head FROM app_power
)
SELECT
    o.package AS subject, o.evidence, o.package, n.real, o.path AS locator, signed_with(o.signer) AS detail,
    CASE WHEN o.maker = 'maker' THEN 'low'
        WHEN NOT o.has_launcher OR o.power >= 2 OR EXISTS (SELECT 1 FROM permissions_used u WHERE u.evidence = o.evidence AND regexp_matches(u.name,
            '\.(READ_SMS|RECEIVE_SMS|SEND_SMS|RECORD_AUDIO|CAMERA|READ_CALL_LOG|PROCESS_OUTGOING_CALLS|ACCESS_(FINE|BACKGROUND)_LOCATION|READ_CONTACTS|READ_PHONE_STATE|SYSTEM_ALERT_WINDOW|BIND_ACCESSIBILITY_SERVICE|REQUEST_INSTALL_PACKAGES|INSTALL_PACKAGES|READ_LOGS)$'))
            THEN 'high' ELSE 'low' END AS level
FROM own o JOIN names n ON damerau_levenshtein(o.head, n.real) = 1 AND o.head <> n.real
WHERE o.head NOT IN (SELECT real FROM names) AND len(n.real) >= 10
QUALIFY row_number() OVER (PARTITION BY o.evidence ORDER BY n.real) = 1

/* ---
title = "An app's name imitates a well-known one"
question = "backdoor"
category = "hidden"
level = "high"
confidence = "medium"
basis = "configured"
needs = ["apps", "signers"]
says = "{package} looks like {real} but is not: the name differs by a letter, and the key is another."
advice = "Remove the app; find out how it came to the phone."
because = "Spyware that is installed by hand hides behind names that a quick look takes for genuine."
falsepositives = ["A maker who registered a name close to another's by accident."]
limits = "Compares the first parts of the name with a short list of names that are imitated in known cases."
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
    o.package AS subject, o.evidence, o.package, n.real, o.path AS locator, coalesce(o.signer, 'unsigned') AS detail,
    CASE WHEN o.maker = 'maker' THEN 'low' ELSE 'high' END AS level
FROM own o JOIN names n ON levenshtein(o.head, n.real) = 1 AND o.head <> n.real
WHERE o.head NOT IN (SELECT real FROM names) AND len(n.real) >= 10
QUALIFY row_number() OVER (PARTITION BY o.evidence ORDER BY n.real) = 1

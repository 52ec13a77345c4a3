/* ---
title = "The phone takes updates that anybody can sign"
question = "backdoor"
category = "signer"
level = "high"
confidence = "high"
basis = "configured"
needs = ["certificates"]
says = "{path} lets {whose} sign updates of the whole system{more}."
advice = "Ask the maker for an update with proper keys; do not let the phone out of your hands until then."
because = "What the recovery system checks updates with is the key to everything: whoever has the other half of it puts in a system of his own."
falsepositives = ["Custom systems, which are signed with the public test key.", "Makers with two keys of their own, an old one and a new one."]
limits = "The recovery system's own list counts too and is read where the evidence has it. A second key of another owner is medium: it may be the factory's."
references = ["source.android.com: sign builds for release"]
--- */
WITH keys AS (
    SELECT *, regexp_extract(path, '^[^!]+', 0) AS list, coalesce(nullif(regexp_extract(subject, '(?:^|,)O=((?:[^,\\]|\\.)+)', 1), ''), subject) AS owner
    FROM certificates WHERE store = 'ota'
),
lists AS (SELECT list, count(DISTINCT sha256) AS count, count(DISTINCT regexp_replace(lower(owner), '[^a-z0-9]', '', 'g')) AS owners FROM keys GROUP BY list)
SELECT
    k.list AS subject, 'file' AS subject_kind, k.evidence, k.list AS path, k.path AS locator, 'certificate of SHA-256 ' || k.sha256 AS detail,
    CASE WHEN k.family IN ('aosp-test', 'android-debug') THEN 'everybody, with Android''s public test key,' ELSE 'the owner of a further key (' || k.subject || ')' END AS whose,
    CASE WHEN l.count > 1 THEN ', and ' || (l.count - 1) || ' more' ELSE '' END AS more,
    CASE WHEN k.family IN ('aosp-test', 'android-debug') THEN CASE WHEN (SELECT coalesce(build_type, 'user') FROM phone) IN ('eng', 'userdebug') THEN 'medium' ELSE 'high' END ELSE 'medium' END AS level,
    CASE WHEN k.family IN ('aosp-test', 'android-debug') THEN 'high' ELSE 'medium' END AS confidence
FROM keys k JOIN lists l USING (list)
WHERE k.family IN ('aosp-test', 'android-debug') OR l.owners > 1
QUALIFY row_number() OVER (PARTITION BY k.list ORDER BY k.family IN ('aosp-test', 'android-debug') DESC, k.path DESC) = 1

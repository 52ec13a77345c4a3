/* ---
title = "Part of the system is signed with a key that everybody has"
question = "backdoor"
category = "signer"
level = "high"
confidence = "high"
basis = "known"
needs = ["apps", "signers"]
says = "{who} signed with Android's public {role} test key{identity}."
advice = "Do not use the phone for anything that matters: its maker left the key in the door. Ask for an update."
because = "The private half of this key can be downloaded by anybody. An app signed with it gets the rights that the system gives to its own key, and may replace this app."
falsepositives = ["Development and custom builds (userdebug, eng), which are signed so on purpose."]
limits = "Which rights follow depends on whether the system as a whole trusts this key: critical when it is the platform key of the phone, high for other parts of the system on a release build. More than three apps with one such key are told in one finding."
references = ["CVE-2023-45779", "android-build: target/product/security"]
--- */
WITH roles(sha256, role) AS (
    VALUES ('c8a2e9bccf597c2fb6dc66bee293fc13f2fc47ec77bc6b2b0d52c11f51192ab8', 'platform'),
        ('28bbfe4a7b97e74681dc55c2fbb6ccb8d6c74963733f6af6ae74d8c3a6e879fd', 'shared'),
        ('465983f7791f2abeb43ea2cbdc7f21a8260b72bc08a55c839fc1a43bc741a81e', 'media'),
        ('e1dbadce60dc080d15b58a014b0dcf9400e24de23fa00b287a5a982bfebda2ee', 'networkstack'),
        ('a6ccc500ff0e7421200eb66a7fe174ef1b00e52ca91727070cbedf061ff76c35', 'bluetooth'),
        ('fae9122a8721d6e2a196d2224dffcf773c9127e2bb956cbddb40b009192ffdfd', 'nfc'),
        ('abf21f9e2af1d881cc673fddcefa6ed9c269a437bd64b279cf45844cfd589126', 'sdk_sandbox')
),
signed AS (
    SELECT
        a.evidence, a.package, a.path, a.uid, r.role, s.sha256, p.sha256 IS NOT NULL AS platform, coalesce(a.partition = 'data', true) AS added,
        count(*) OVER (PARTITION BY s.sha256, coalesce(a.partition = 'data', true)) > 3 AS many
    FROM apps a
    JOIN (SELECT DISTINCT evidence, sha256 FROM signers WHERE scheme <> 'lineage') s USING (evidence)
    JOIN roles r ON r.sha256 = s.sha256
    LEFT JOIN (SELECT DISTINCT sha256 FROM platform_keys) p ON p.sha256 = s.sha256
),
told AS (
    SELECT
        package AS subject, 'app' AS subject_kind, evidence, package || ' (' || path || ') is' AS who, path AS locator, signed_with(sha256) AS detail, role,
        platform, added, CASE WHEN uid <> 'app' THEN [uid::VARCHAR] ELSE [] END AS uids
    FROM signed WHERE NOT many
    UNION ALL BY NAME
    SELECT
        coalesce((SELECT model FROM phone), 'the phone') AS subject, 'phone' AS subject_kind,
        any_value(evidence ORDER BY package <> 'android', package) AS evidence,
        count(*) || ' apps of the phone' || CASE WHEN platform THEN ', the system''s own parts,' ELSE '' END || ' are' AS who,
        min(path ORDER BY package) AS locator, array_to_string(list(package || ' ' || path ORDER BY package)[1:100], chr(10)) AS detail, role,
        platform, added, list_sort(list_distinct(list(uid::VARCHAR) FILTER (uid <> 'app'))) AS uids
    FROM signed WHERE many GROUP BY sha256, role, platform, added
)
SELECT
    * EXCLUDE (uids, platform, added),
    CASE WHEN len(coalesce(uids, [])) > 0 THEN CASE WHEN subject_kind = 'app' THEN ' and runs' ELSE ' and some run' END || ' with the identity ' || listing(uids) ELSE '' END AS identity,
    CASE
        WHEN (SELECT coalesce(build_type, 'user') FROM phone) IN ('eng', 'userdebug') THEN 'medium'
        WHEN platform AND NOT added THEN 'critical'
        WHEN NOT added THEN 'high' ELSE 'low'
    END AS level
FROM told

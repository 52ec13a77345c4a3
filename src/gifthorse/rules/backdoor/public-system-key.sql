/* ---
title = "Part of the system is signed with a key that everybody has"
question = "backdoor"
category = "signer"
level = "high"
confidence = "high"
basis = "known"
needs = ["apps", "signers"]
says = "{package} ({path}) is signed with Android's public {role} test key{identity}."
advice = "Do not use the phone for anything that matters: its maker left the key in the door. Ask for an update."
because = "The private half of this key can be downloaded by anybody. An app signed with it gets the rights that the system gives to its own key, and may replace this app."
falsepositives = ["Development and custom builds (userdebug, eng), which are signed so on purpose."]
limits = "Which rights follow depends on whether the system as a whole trusts this key: critical when it is the platform key of the phone, high for other parts of the system on a release build."
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
)
SELECT
    a.package AS subject, a.evidence, a.package, a.path, r.role, a.path AS locator, s.sha256 AS detail,
    CASE WHEN a.uid <> 'app' THEN ' and runs with the identity ' || a.uid ELSE '' END AS identity,
    CASE
        WHEN (SELECT coalesce(build_type, 'user') FROM phone) IN ('eng', 'userdebug') THEN 'medium'
        WHEN s.sha256 IN (SELECT sha256 FROM platform_keys) AND a.partition <> 'data' THEN 'critical'
        WHEN a.partition <> 'data' THEN 'high' ELSE 'low'
    END AS level
FROM apps a
JOIN (SELECT DISTINCT evidence, sha256 FROM signers WHERE scheme <> 'lineage') s USING (evidence)
JOIN roles r ON r.sha256 = s.sha256

/* ---
title = "An app is signed with Android's public test key"
question = "backdoor"
category = "signer"
level = "medium"
confidence = "high"
basis = "known"
needs = ["apps", "signers"]
says = "{package} is signed with Android's public test key, so anybody can publish an update that replaces it{privilege}."
advice = "Do not install updates of this app from anywhere but the phone's maker."
because = "Android accepts an update when the key is the same, and everybody has this key."
falsepositives = ["Android's own compatibility shims, which are meant to be replaced in tests and are told apart here by name and by holding no code."]
limits = "The rights of the app itself follow from its place."
references = ["android-build: target/product/security/README"]
--- */
SELECT
    a.package AS subject, a.evidence, a.package, a.path AS locator, signed_with(a.signer) AS detail,
    CASE WHEN p.power >= 2 THEN ' and inherits its privileges' ELSE '' END AS privilege,
    CASE
        WHEN a.package IN ('com.android.cts.ctsshim', 'com.android.cts.priv.ctsshim') AND a.dex_bytes < 4096 THEN 'info'
        WHEN p.power >= 2 THEN 'medium' WHEN a.partition IS NULL THEN 'info' ELSE 'low'
    END AS level
FROM apps a JOIN app_power p USING (evidence)
WHERE a.signer IN ('a40da80a59d170caa950cf15c18c454d47a39b26989d8b640ecd745ba71bf5dc', 'ce7b2b47ae2b7552c8f92cc29124279883041fb623a5f194a82c9bf15d492aa0')

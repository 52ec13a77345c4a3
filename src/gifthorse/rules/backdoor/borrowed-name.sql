/* ---
title = "An app uses Google's or Android's name and is signed by somebody else"
question = "backdoor"
category = "signer"
level = "high"
confidence = "high"
basis = "configured"
needs = ["apps", "signers", "permissions_used"]
says = "{package} calls itself {space} but is signed by {who}, a key that is neither Google's nor the phone maker's{powers}."
advice = "Disable the app; compare with an official image of the same phone."
because = "A name that everybody trusts is the cheapest disguise. Cosiloon's droppers called themselves com.google.*."
falsepositives = ["A key of Google that is not in the list yet: then the certificate says Google Inc., and the level is lower."]
limits = "An app that was installed later is high only without an icon, or where it asks for messages, the microphone, the place or to install. An app of com.android.* is high only where it is privileged. com.android.* is judged only where the phone's platform key is known. Overlays without code are left out."
references = ["Cosiloon, 2018: com.google.eMediaService and others", "UMX U686CL, 2020"]
--- */
SELECT
    p.package AS subject, p.evidence, p.package, p.path AS locator, coalesce(key_owner(s.subject), 'nobody') AS who, signed_with(p.signer) AS detail,
    CASE WHEN p.package LIKE 'com.google.%' THEN 'com.google' ELSE 'com.android' END AS space,
    CASE WHEN p.power >= 2 THEN ', and it is privileged' ELSE '' END AS powers,
    CASE
        WHEN contains(coalesce(s.subject, ''), 'O=Google Inc.') OR contains(coalesce(s.subject, ''), 'O=Google LLC') THEN 'low'
        WHEN p.path LIKE '/data/%' AND p.package LIKE 'com.google.%' THEN CASE WHEN p.has_launcher AND NOT watches THEN 'medium' ELSE 'high' END
        WHEN p.partition IS NULL THEN 'medium' WHEN p.package LIKE 'com.android.%' AND p.power < 2 THEN 'medium' ELSE 'high'
    END AS level,
    CASE WHEN p.package LIKE 'com.android.%' THEN 'medium' ELSE 'high' END AS confidence
FROM app_power p
LEFT JOIN (SELECT evidence, bool_or(regexp_matches(name, '\.(READ_SMS|RECEIVE_SMS|RECORD_AUDIO|READ_CALL_LOG|ACCESS_(FINE|BACKGROUND)_LOCATION|READ_CONTACTS|INSTALL_PACKAGES|REQUEST_INSTALL_PACKAGES)$')) AS watches FROM permissions_used GROUP BY evidence) w USING (evidence)
LEFT JOIN (SELECT evidence, any_value(subject ORDER BY position) AS subject FROM signers WHERE scheme <> 'lineage' GROUP BY evidence) s USING (evidence)
WHERE (p.package LIKE 'com.google.%' OR (p.package LIKE 'com.android.%' AND (SELECT count(*) FROM platform_keys) > 0))
  AND p.maker <> 'maker' AND p.has_code AND p.overlay_target IS NULL
  AND p.package NOT IN ('com.android.cts.ctsshim', 'com.android.cts.priv.ctsshim')
  AND coalesce(p.family, '') NOT IN ('google', 'aosp-test')

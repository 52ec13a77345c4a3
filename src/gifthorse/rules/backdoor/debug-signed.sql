/* ---
title = "An app of the phone is signed with a developer's throw-away key"
question = "backdoor"
category = "signer"
level = "medium"
confidence = "high"
basis = "configured"
needs = ["apps", "signers", "reach", "permissions_used"]
says = "{package} came with the phone and is signed with a debug key, which no release process makes{deed}."
advice = "Ask the maker why an unfinished app is on a finished phone."
because = "A debug key lies unprotected on one developer's computer. An app signed with it went around every release check that its maker has."
falsepositives = ["Factory test apps that were left on the phone, such as a fingerprint sensor's test."]
limits = "Any certificate that calls itself Android Debug counts: the subject is the only mark of such keys. High when the app also sends data out, or lies among the privileged apps and asks for rights of the system."
references = ["SaleTimeSender on BLU phones", "GFTest on Redmi Note 4"]
--- */
SELECT
    p.package AS subject, p.evidence, p.package, p.path AS locator, signed_with(p.signer) AS detail,
    CASE WHEN who THEN '; it reads the phone''s numbers and sends data out' WHEN out THEN '; it sends data out' ELSE '' END AS deed,
    CASE WHEN p.partition IS NULL THEN 'info' WHEN who THEN 'high' WHEN out AND p.power >= 2 THEN 'high' WHEN p.installed_as = 'priv-app' AND strong THEN 'high' ELSE 'medium' END AS level
FROM (
    SELECT
        p.*, p.evidence IN (SELECT evidence FROM permissions_used WHERE name IN ('android.permission.INSTALL_PACKAGES', 'android.permission.WRITE_SECURE_SETTINGS', 'android.permission.READ_LOGS',
            'android.permission.GRANT_RUNTIME_PERMISSIONS', 'android.permission.MASTER_CLEAR', 'android.permission.INJECT_EVENTS', 'android.permission.DELETE_PACKAGES')) AS strong, p.evidence IN (SELECT evidence FROM api_uses WHERE category IN ('net-open', 'net-send') AND reached) AS out,
        p.evidence IN (SELECT evidence FROM api_uses WHERE category IN ('net-open', 'net-send') AND reached)
            AND p.evidence IN (SELECT evidence FROM api_uses WHERE api IN ('identifiers.imei', 'identifiers.imsi', 'identifiers.number', 'identifiers.sim') AND reached) AS who
    FROM app_power p
) p
WHERE p.family = 'android-debug'

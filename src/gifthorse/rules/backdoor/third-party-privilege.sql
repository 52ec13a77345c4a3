/* ---
title = "A third party's app holds rights that are meant for the maker"
question = "backdoor"
category = "signer"
level = "low"
confidence = "high"
basis = "configured"
needs = ["apps", "permissions_used", "signers"]
says = "{package}, signed by {who}, holds rights that Android keeps for the phone's own parts: {rights}."
advice = "If you do not need the app, disable it."
because = "Each such right opens what Android's own questions never ask about: installing, settings, logs, calls."
falsepositives = ["Carriers' and partners' apps with a contract."]
limits = "Medium where the app may both install apps and give them rights. Whether and how the rights are used is judged by other rules."
references = ["Gamba et al., An Analysis of Pre-installed Android Software, IEEE S&P 2020"]
--- */
SELECT
    p.package AS subject, p.evidence, p.package, key_owner(any_value(s.subject)) AS who, p.path AS locator, signed_with(p.signer) AS detail,
    array_to_string(list_sort(list(DISTINCT replace(u.name, 'android.permission.', ''))), ', ') AS rights,
    CASE WHEN bool_or(u.name = 'android.permission.GRANT_RUNTIME_PERMISSIONS') AND bool_or(u.name = 'android.permission.INSTALL_PACKAGES') THEN 'medium' ELSE 'low' END AS level
FROM app_power p
JOIN permissions_used u USING (evidence)
LEFT JOIN (SELECT evidence, any_value(subject ORDER BY position) AS subject FROM signers WHERE scheme <> 'lineage' GROUP BY evidence) s USING (evidence)
WHERE p.maker = 'third party' AND p.installed_as = 'priv-app' AND u.name IN (
    'android.permission.INSTALL_PACKAGES', 'android.permission.DELETE_PACKAGES', 'android.permission.WRITE_SECURE_SETTINGS',
    'android.permission.READ_LOGS', 'android.permission.CALL_PRIVILEGED', 'android.permission.MASTER_CLEAR', 'android.permission.INJECT_EVENTS',
    'android.permission.READ_PRIVILEGED_PHONE_STATE', 'android.permission.RECOVERY', 'android.permission.CAPTURE_AUDIO_OUTPUT', 'android.permission.GRANT_RUNTIME_PERMISSIONS')
GROUP BY p.package, p.evidence, p.path, p.signer
HAVING count(DISTINCT u.name) >= 2

/* ---
title = "An app claims the system's identity with another key"
question = "backdoor"
category = "signer"
level = "medium"
confidence = "high"
basis = "configured"
needs = ["apps", "signers"]
says = "{package} asks to run as {uid}, but is signed by {who} and not with this phone's platform key."
advice = "Compare with an official image; find out who put the app on the phone."
because = "Android lets only apps with the platform key share the system's identity. An app that tries with another key belongs to another phone, or to somebody with a leaked key."
falsepositives = ["Leftovers of another model that Android refuses to run.", "A second platform key that the phone trusts by rotation."]
limits = "Needs the phone's platform key, from its framework package or from what most system apps share."
references = ["Leaked platform keys of Samsung, LG, MediaTek, 2022"]
--- */
SELECT
    p.package AS subject, p.evidence, p.package, p.uid, coalesce(key_owner(s.subject), 'nobody') AS who, p.path AS locator, signed_with(p.signer) AS detail,
    CASE WHEN p.has_code THEN 'medium' ELSE 'low' END AS level
FROM app_power p
LEFT JOIN (SELECT evidence, any_value(subject ORDER BY position) AS subject FROM signers WHERE scheme <> 'lineage' GROUP BY evidence) s USING (evidence)
WHERE p.uid = 'system' AND (SELECT count(*) FROM platform_keys) > 0 AND NOT p.platform_signed

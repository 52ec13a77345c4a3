/* ---
title = "SELinux takes somebody else's apps for the system's own"
question = "backdoor"
category = "tampered"
level = "high"
confidence = "medium"
basis = "configured"
needs = ["mac_permissions", "apps"]
says = "{path} gives the label {seinfo} to {what}, though {whose}."
advice = "Compare the file with an official image; ask which apps that key signs."
because = "The label platform opens what only the maker's own parts may touch. A second key beside the maker's lets its owner's apps in."
falsepositives = ["Makers whose platform has two keys, an old one and a new one."]
limits = "Judged only where the phone's platform key is known."
references = ["source.android.com: SELinux, mac_permissions.xml"]
--- */
SELECT
    m.path AS subject, 'file' AS subject_kind, m.evidence, m.path, m.seinfo, m.signer AS locator, coalesce(any_value(s.subject), m.signer) AS detail,
    coalesce(m.package, 'all apps of the key ' || coalesce(any_value(s.subject), substr(m.signer, 1, 16))) AS what, 'the phone''s platform key is another' AS whose,
    CASE WHEN any_value(p.maker) = 'maker' THEN 'low' ELSE 'high' END AS level
FROM mac_permissions m
LEFT JOIN signers s ON s.sha256 = m.signer
LEFT JOIN app_power p ON p.signer = m.signer
WHERE m.seinfo = 'platform' AND (SELECT count(*) FROM platform_keys) > 0 AND m.signer NOT IN (SELECT sha256 FROM platform_keys)
GROUP BY m.path, m.evidence, m.seinfo, m.signer, m.package
QUALIFY row_number() OVER (PARTITION BY m.path, m.signer ORDER BY m.package NULLS FIRST) = 1

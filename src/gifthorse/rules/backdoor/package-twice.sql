/* ---
title = "Two apps of the same name are on the phone, signed by different people"
question = "backdoor"
category = "tampered"
level = "high"
confidence = "medium"
basis = "configured"
needs = ["apps", "signers"]
says = "{package} is there twice: at {path}, signed by {who}, and at {other_path}, signed by {other_who}."
advice = "Find out which of the two the phone runs; compare with an official image."
because = "Android knows an app by its name. Whoever puts a second one beside the first stands in its place, and what trusted the first trusts the second."
falsepositives = ["Leftovers of another model or region in a shared image.", "A preinstalled app whose maker changed keys and left both versions."]
limits = "Which of the two Android takes depends on their places and versions, and is not worked out. High when one is the maker's and the other is not."
references = ["CWE-345"]
--- */
SELECT
    a.package AS subject, a.evidence, a.package, a.path, b.path AS other_path, a.path AS locator, 'one ' || signed_with(a.signer) || chr(10) || 'the other ' || signed_with(b.signer) AS detail,
    coalesce(key_owner(sa.subject), 'nobody') AS who, coalesce(key_owner(sb.subject), 'nobody') AS other_who,
    CASE WHEN a.installed_as = 'preinstall' OR b.installed_as = 'preinstall' THEN 'medium' WHEN b.maker = 'maker' AND a.maker <> 'maker' AND a.has_code THEN 'high' ELSE 'medium' END AS level
FROM app_power a
JOIN app_power b ON a.package = b.package AND a.signer <> b.signer AND (a.maker <> 'maker' AND b.maker = 'maker' OR (a.maker = b.maker AND a.path > b.path))
LEFT JOIN (SELECT sha256, any_value(subject) AS subject FROM signers GROUP BY sha256) sa ON sa.sha256 = a.signer
LEFT JOIN (SELECT sha256, any_value(subject) AS subject FROM signers GROUP BY sha256) sb ON sb.sha256 = b.signer
WHERE a.partition IS NOT NULL AND b.partition IS NOT NULL AND a.overlay_target IS NULL
  AND a.signer NOT IN (SELECT sha256 FROM signers l WHERE l.evidence = b.evidence AND l.scheme = 'lineage')
  AND b.signer NOT IN (SELECT sha256 FROM signers l WHERE l.evidence = a.evidence AND l.scheme = 'lineage')
QUALIFY row_number() OVER (PARTITION BY a.package ORDER BY b.maker = 'maker' DESC, a.path) = 1

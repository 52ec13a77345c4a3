/* ---
title = "An app that came later is signed with the phone's own key"
question = "backdoor"
category = "signer"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["apps", "signers"]
says = "{package} was installed later and is signed with the phone's platform key, though the system has no app of that name{powers}."
advice = "Ask the maker what it is; look when and by whom it was installed."
because = "The platform key gives an app every right that Android keeps for itself, without asking. Platform keys have leaked, and makers have lent them."
falsepositives = ["Parts that a maker installs by his own store instead of with the system."]
limits = "Updates of apps that are on a system partition are left out; where those apps are missing from the evidence they are taken for new."
references = ["Android Partner Vulnerability Initiative 2022, leaked platform certificates"]
--- */
SELECT
    p.package AS subject, p.evidence, p.package, p.path AS locator, signed_with(p.signer) AS detail,
    CASE WHEN p.uid = 'system' THEN ', and it runs as the system itself' ELSE '' END AS powers,
    CASE WHEN p.uid = 'system' THEN 'high' ELSE 'medium' END AS level
FROM app_power p
WHERE p.platform_signed AND p.path LIKE '/data/%' AND p.has_code
  AND p.package NOT IN (SELECT package FROM apps WHERE partition IS NOT NULL AND partition <> 'data')

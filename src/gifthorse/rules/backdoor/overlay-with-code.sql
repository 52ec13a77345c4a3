/* ---
title = "An overlay, which only changes looks, carries code"
question = "backdoor"
category = "hidden"
level = "medium"
confidence = "high"
basis = "configured"
needs = ["apps", "signers"]
says = "{package} calls itself an overlay for {overlaid} but holds {bytes} bytes of code{how}."
advice = "Ask the maker; disable it and see what stops."
because = "Overlays replace colours and words. Nobody looks for a program among a hundred of them."
falsepositives = ["Overlays built from a template that left an empty class in: small ones are low."]
limits = "What the code does is judged by other rules."
references = ["source.android.com: runtime resource overlays"]
--- */
SELECT
    a.package AS subject, a.evidence, a.package, a.overlay_target AS overlaid, a.dex_bytes AS bytes, a.path AS locator, signed_with(a.signer) AS detail,
    CASE WHEN c.entered THEN ', and the phone can start it' ELSE '' END AS how,
    CASE WHEN coalesce(c.entered, false) THEN 'medium' WHEN a.dex_bytes > 4096 THEN 'low' ELSE 'info' END AS level
FROM apps a
LEFT JOIN (SELECT evidence, true AS entered FROM components WHERE enabled AND kind IN ('service', 'receiver', 'provider') GROUP BY evidence) c USING (evidence)
WHERE a.overlay_target IS NOT NULL AND a.dex_bytes > 0 AND coalesce(a.partition, '') <> 'data'

/* ---
title = "A powerful app allows unencrypted connections"
question = "line"
category = "cleartext"
level = "info"
confidence = "high"
basis = "configured"
needs = ["apps", "network_config", "api_uses"]
says = "{package} lets its connections go without encryption, {rights}, and uses the network."
advice = "Nothing to do; a capture shows whether it happens."
because = "Android forbids unencrypted traffic by default since version 9. An app that allows it can be tempted into it."
falsepositives = ["Apps written before Android 9, which could not say otherwise."]
limits = "A setting, not a deed."
references = ["developer.android.com: cleartextTrafficPermitted"]
--- */
SELECT a.package AS subject, a.evidence, a.package, p.rights, a.path AS locator, 'targetSdk ' || a.target_sdk AS detail
FROM apps a JOIN app_power p USING (evidence)
WHERE a.cleartext_permitted AND p.power >= 3 AND a.evidence IN (SELECT evidence FROM api_uses WHERE category = 'net-open' AND reached AND NOT in_library)

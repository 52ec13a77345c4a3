/* ---
title = "An app of the phone can be debugged"
question = "backdoor"
category = "debug-left-on"
level = "low"
confidence = "high"
basis = "configured"
needs = ["apps"]
says = "{package} came with the phone and is marked debuggable{rights}."
advice = "Disable the app if you do not need it; keep adb off."
because = "Whoever reaches adb can step into the app, read its data and act with its rights. For an app with the system's identity that is the system."
falsepositives = ["Development builds of the whole phone."]
limits = "Needs adb on the running phone."
references = ["developer.android.com: android:debuggable"]
--- */
SELECT
    a.package AS subject, a.evidence, a.package, a.path AS locator, a.uid AS detail,
    CASE WHEN p.power >= 3 THEN ' and runs ' || p.rights ELSE '' END AS rights, CASE WHEN p.power >= 3 THEN 'medium' ELSE 'low' END AS level
FROM apps a JOIN app_power p USING (evidence)
WHERE a.debuggable AND a.partition <> 'data' AND a.has_code

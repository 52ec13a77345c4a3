/* ---
title = "An app lies where Android does not look for apps"
question = "backdoor"
category = "hidden"
level = "low"
confidence = "high"
basis = "configured"
needs = ["apps"]
says = "{package} lies at {path}, outside the folders from which Android installs apps{key}."
advice = "Ask which program of the phone installs or loads it, and why from there."
because = "What lies outside the app folders is not in the list of apps, and is installed or loaded by another program when that sees fit."
falsepositives = ["Plug-ins and preloads that a vendor's own installer brings in at the first start."]
limits = "Medium where its name hides what it is. Which program uses the file is not searched."
references = ["SaleTimeSender in system/etc on BLU phones"]
--- */
SELECT
    a.package AS subject, a.evidence, a.package, a.path, a.path AS locator, coalesce(p.family, p.maker) AS detail,
    CASE WHEN p.family IN ('android-debug', 'aosp-test') THEN ', and is signed by a key that anybody can have' WHEN p.maker = 'third party' THEN ', and is not signed by the phone''s maker' ELSE '' END AS key,
    CASE WHEN a.has_code AND (p.family IN ('android-debug', 'aosp-test') OR regexp_matches(a.path, '/\.[^/]+$') OR NOT regexp_matches(lower(a.path), '\.(apk|apk\.gz|jar|zip|mtz|skin|theme|plugin|so)$')) THEN 'medium' WHEN a.has_code THEN 'low' ELSE 'info' END AS level
FROM apps a JOIN app_power p USING (evidence)
WHERE a.installed_as = 'odd' AND a.overlay_target IS NULL

/* ---
title = "An app switches off the check of new apps"
question = "backdoor"
category = "control"
level = "high"
confidence = "medium"
basis = "capability"
needs = ["apps", "origins", "api_uses"]
says = "{package} sets {setting} to {value}: {callee}."
advice = "Switch Play Protect on again and look at what was installed since."
because = "Switching off the guard before bringing something in is what installers of spyware do, Cellebrite's and others' alike."
falsepositives = ["Factory test apps and the system's own settings, where the user chose it."]
limits = "For the maker's own apps medium if something other than a screen starts it, else low. Name and value must be constant; a value of which nothing is known to come counts as nought."
references = ["NoviSpy, 2024: verifier_verify_adb_installs=0"]
--- */
SELECT
    package AS subject, evidence, package, setting, value, callee, caller || ':' || pc AS locator, steps(path) AS detail,
    CASE WHEN maker = 'maker' THEN CASE WHEN entry IN ('boot', 'push', 'sms', 'job', 'alarm', 'socket') THEN 'medium' ELSE 'low' END WHEN power >= 1 THEN 'high' ELSE 'medium' END AS level
FROM (
    SELECT o.package, o.evidence, o.entry, o.detail AS setting, coalesce(v.detail, '0') AS value, o.path, o.pc, o.method, u.callee, u.caller, p.maker, p.power
    FROM origins o
    LEFT JOIN origins v ON v.evidence = o.evidence AND v.method = o.method AND v.pc = o.pc AND v.api = o.api AND v.argument = 'value'
    JOIN api_uses u ON u.evidence = o.evidence AND u.method = o.method AND u.pc = o.pc AND u.api = o.api
    JOIN app_power p ON p.evidence = o.evidence
    WHERE o.argument = 'name' AND o.origin = 'constant' AND NOT u.in_library AND o.package NOT LIKE 'com.android.settings%'
      AND NOT list_contains(coalesce(o.guards, []), 'user-asked')
      AND ((o.detail IN ('package_verifier_enable', 'verifier_verify_adb_installs', 'upload_apk_enable') AND (v.evidence IS NULL OR v.detail IN ('0', '-1', 'false')))
        OR (o.detail = 'install_non_market_apps' AND v.detail = '1'))
    QUALIFY row_number() OVER (PARTITION BY o.evidence ORDER BY coalesce(o.entry, 'activity') IN ('activity', 'service', 'provider', 'application', 'receiver'), o.detail, o.method, o.pc) = 1
)

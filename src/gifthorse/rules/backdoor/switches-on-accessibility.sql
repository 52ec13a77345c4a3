/* ---
title = "An app switches on accessibility services or listeners by itself"
question = "backdoor"
category = "control"
level = "high"
confidence = "medium"
basis = "capability"
needs = ["apps", "origins", "api_uses"]
says = "{package} writes the setting {setting} by itself: {callee}."
advice = "Look in the settings under accessibility and notification access; switch off what you do not know."
because = "An accessibility service sees and presses everything. Android makes the user confirm a warning for it, which this code goes round."
falsepositives = ["The system's own settings, set-up and backup programs, which write what the user chose."]
limits = "Low for the maker's own apps, medium if something other than a screen starts it. The name of the setting must be constant."
references = ["RottenSys, 2018", "NoviSpy, 2024"]
--- */
SELECT
    package AS subject, evidence, package, setting, callee, caller || ':' || pc AS locator, steps(path) AS detail,
    CASE WHEN maker = 'maker' THEN CASE WHEN entry IN ('boot', 'push', 'sms', 'job', 'alarm', 'socket') THEN 'medium' ELSE 'low' END WHEN power >= 1 THEN 'high' ELSE 'medium' END AS level
FROM (
    SELECT o.package, o.evidence, o.entry, o.detail AS setting, o.path, o.pc, o.method, u.callee, u.caller, p.maker, p.power
    FROM origins o
    JOIN api_uses u ON u.evidence = o.evidence AND u.method = o.method AND u.pc = o.pc AND u.api = o.api
    JOIN app_power p ON p.evidence = o.evidence
    WHERE o.category IN ('settings-write', 'accessibility') AND o.origin = 'constant' AND NOT u.in_library
      AND o.detail IN ('enabled_accessibility_services', 'accessibility_enabled', 'enabled_notification_listeners', 'default_input_method', 'sms_default_application')
      AND o.package NOT LIKE 'com.android.settings%' AND NOT list_contains(coalesce(o.guards, []), 'user-asked')
    QUALIFY row_number() OVER (PARTITION BY o.evidence ORDER BY coalesce(o.entry, 'activity') IN ('activity', 'service', 'provider', 'application', 'receiver'), o.detail <> 'enabled_accessibility_services', o.method, o.pc) = 1
)

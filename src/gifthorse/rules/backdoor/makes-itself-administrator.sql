/* ---
title = "An app makes an administrator of the phone without asking"
question = "backdoor"
category = "control"
level = "high"
confidence = "medium"
basis = "capability"
needs = ["reach", "api_uses"]
says = "{package} makes an app administrator or owner of the phone by itself, started by {start}: {callee} {way}."
advice = "Look in the settings under device administrators; remove what you do not know."
because = "An administrator can lock, erase and watch the phone, and cannot be removed like other apps. Android asks the user for it; this code goes round the question."
falsepositives = ["Set-up and work-profile programs of the system, which do it after asking."]
limits = "The shell's dpm command counts as well."
references = ["developer.android.com: DevicePolicyManager"]
--- */
SELECT
    package AS subject, evidence, package, started_by(entry) AS start, callee, calls_away(hops) AS way, caller || ':' || pc AS locator, steps(path) AS detail,
    CASE WHEN maker = 'maker' THEN CASE WHEN entry IN ('boot', 'push', 'sms', 'job', 'alarm', 'socket') THEN 'medium' ELSE 'low' END WHEN entry IN ('boot', 'receiver', 'push', 'sms', 'job', 'alarm', 'socket', 'service') THEN 'high' ELSE 'medium' END AS level
FROM ways
WHERE api IN ('admin.grant', 'admin.command') AND power >= 1 AND NOT content_checked(guards) AND NOT in_library AND runs_straight(certainty, path)
QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY entry = 'activity', hops, method, pc) = 1

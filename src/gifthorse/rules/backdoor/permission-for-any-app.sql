/* ---
title = "Any app can have permissions given to an app"
question = "backdoor"
category = "exposed-privilege"
level = "critical"
confidence = "high"
basis = "capability"
needs = ["apps", "exposure", "origins", "api_uses"]
says = "Any app on the phone can have {package} give a permission to an app without asking the user: what is sent to {door} ({what}) reaches {callee}."
advice = "Disable the app; look through the permissions of your apps."
because = "Microphone, camera, messages and place are guarded by one question to the user. This door answers it for any app."
falsepositives = ["A door that gives only fixed permissions to the maker's own apps, where the comparison is not recognised."]
limits = "Granting by the package installer's own screen is not counted."
references = ["CWE-926"]
--- */
SELECT
    package AS subject, evidence, package, coalesce(door, component) AS door, callee, told_by(origin, detail) AS what,
    CASE WHEN proven THEN 'critical' ELSE 'high' END AS level, CASE WHEN proven THEN 'high' ELSE 'medium' END AS confidence,
    caller || ':' || pc AS locator, steps(path) AS detail
FROM decided_outside
WHERE category = 'permission-grant' AND api <> 'permission-grant.uri' AND argument IN ('package', 'name', 'command') AND source = 'any app' AND power >= 2
  AND NOT caller_checked(guards) AND NOT content_checked(guards) AND NOT in_library
QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY proven DESC, len(path), method, pc) = 1

/* ---
title = "Any app can have other apps removed or switched off"
question = "backdoor"
category = "exposed-privilege"
level = "high"
confidence = "high"
basis = "capability"
needs = ["apps", "exposure", "origins", "api_uses"]
says = "Any app on the phone can have {package} remove or switch off an app of its choice {rights}: what is sent to {door} ({what}) reaches {callee}{others}."
advice = "Disable the app; check that your security and messaging apps are still there."
because = "Removing the guard is the first step of an attack, and Android lets only the user and its owner do it."
falsepositives = ["A launcher or task manager that asks the user on a screen the analysis does not connect with the removal."]
limits = "Starting Android's own removal screen is not counted: there the user decides."
references = ["CWE-926"]
--- */
SELECT
    package AS subject, evidence, package, rights, coalesce(door, component) AS door, callee,
    CASE WHEN power >= 2 AND category <> 'component-enable' THEN 'high' ELSE 'medium' END AS level,
    CASE WHEN proven THEN 'high' ELSE 'medium' END AS confidence, told_by(origin, detail) AS what,
    caller || ':' || pc AS locator, steps(path) AS detail,
    more_ways(places) AS others
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places
    FROM decided_outside
    WHERE api IN ('uninstall.silent', 'uninstall.command', 'uninstall.data', 'component-enable.application', 'component-enable.command')
      AND argument IN ('package', 'command') AND source = 'any app' AND NOT caller_checked(guards) AND NOT content_checked(guards) AND NOT in_library
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY category DESC, proven DESC, len(path), method, pc) = 1
)

/* ---
title = "Any app decides which code another app runs"
question = "backdoor"
category = "code-loading"
level = "critical"
confidence = "high"
basis = "capability"
needs = ["apps", "exposure", "origins", "api_uses"]
says = "Any app on the phone decides which code {package} loads and runs {rights}: what is sent to {door} ({what}) reaches {callee}{others}."
advice = "Disable the app."
because = "Code that is loaded runs with all rights of the app that loads it, so any app can take over its rights."
falsepositives = ["A loader that compares the given path with a list, where the comparison is not recognised."]
limits = "The level follows the rights: system and phone identity critical, privileged apps high, others, and ways of more than eight steps, medium."
references = ["CWE-470", "CWE-926"]
--- */
SELECT
    package AS subject, evidence, package, rights, coalesce(door, component) AS door, callee,
    CASE WHEN long_way(path) THEN 'medium' WHEN power >= 3 THEN 'critical' WHEN power = 2 THEN 'high' ELSE 'medium' END AS level,
    CASE WHEN proven AND NOT long_way(path) THEN 'high' ELSE 'medium' END AS confidence, told_by(origin, detail) AS what,
    caller || ':' || pc AS locator, steps(path) AS detail,
    more_ways(places) AS others
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places
    FROM decided_outside
    WHERE category IN ('code-load', 'native-load') AND (category = 'code-load' OR api = 'native-load.file') AND (argument IN ('path', 'body') OR api = 'code-load.package-context') AND source = 'any app'
      AND NOT caller_checked(guards) AND NOT content_checked(guards) AND NOT in_library
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY proven DESC, len(path), method, pc) = 1
)

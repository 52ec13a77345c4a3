/* ---
title = "A powerful app passes on whatever intent another app gives it"
question = "backdoor"
category = "exposed-privilege"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["apps", "exposure", "origins", "api_uses"]
says = "{package} passes on, {rights}, the intent that any app puts into {what} of {door}: {callee}{others}."
advice = "Ask the maker to name the apps that may be started in this way."
because = "What the system sends is let in where other apps are not: into screens and services that are closed to them, into resets and silent settings."
falsepositives = ["A screen that goes on to where it was called from, and looks at the target in a way that is not recognised."]
limits = "Only where the very intent that was sent along is passed on in the same method. Where its target is looked at first nothing is reported."
references = ["LaunchAnyWhere, CVE-2014-7953", "CWE-926"]
--- */
SELECT
    package AS subject, evidence, package, rights, coalesce(door, component) AS door, callee,
    CASE WHEN power >= 3 AND proven THEN 'medium' ELSE 'low' END AS level, CASE WHEN proven THEN 'medium' ELSE 'low' END AS confidence,
    told_by(origin, detail) AS what, caller || ':' || pc AS locator, steps(path) AS detail,
    more_ways(places) AS others
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places
    FROM decided_outside
    WHERE api = 'forward.intent' AND argument = 'body' AND source = 'any app' AND power >= 3
      AND NOT caller_checked(guards) AND NOT content_checked(guards) AND NOT list_contains(coalesce(guards, []), 'target-checked') AND NOT in_library
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY proven DESC, len(path), method, pc) = 1
)

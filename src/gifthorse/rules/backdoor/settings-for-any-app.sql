/* ---
title = "Any app can change protected settings of the phone"
question = "backdoor"
category = "exposed-privilege"
level = "high"
confidence = "high"
basis = "capability"
needs = ["apps", "exposure", "origins", "api_uses"]
says = "Any app on the phone can {thing} of its choice through {package}: what is sent to {door} ({what}) reaches {callee}{others}."
advice = "Disable the app."
because = "Protected settings switch on adb, accessibility services, unknown sources and the proxy; properties steer the system's own services."
falsepositives = ["A door that accepts only a fixed list of names, where the comparison is not recognised."]
limits = "Only where the outside chooses which setting is changed; a fixed setting with a value from outside is not counted."
references = ["CWE-926"]
--- */
SELECT
    package AS subject, evidence, package, coalesce(door, component) AS door, callee,
    CASE category WHEN 'properties-set' THEN 'change a system property' WHEN 'exec' THEN 'start or stop a service of the system' ELSE 'change a protected setting' END AS thing,
    CASE WHEN power >= 2 AND proven THEN 'high' ELSE 'medium' END AS level, CASE WHEN proven THEN 'high' ELSE 'medium' END AS confidence,
    told_by(origin, detail) AS what, caller || ':' || pc AS locator, steps(path) AS detail,
    more_ways(places) AS others
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places
    FROM decided_outside
    WHERE api IN ('settings-write.secure', 'settings-write.global', 'properties-set.set', 'exec.init-property', 'exec.init-service') AND argument = 'name' AND source = 'any app'
      AND power >= 1 AND NOT caller_checked(guards) AND NOT content_checked(guards) AND NOT in_library
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY proven DESC, len(path), method, pc) = 1
)

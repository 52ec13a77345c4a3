/* ---
title = "An app runs code that it fetched without protection"
question = "backdoor"
category = "code-loading"
level = "critical"
confidence = "high"
basis = "capability"
needs = ["origins", "api_uses"]
says = "{package} loads and runs {rights} code that it fetches from {address} without encryption: {callee}{others}."
advice = "Disable the app; until then avoid networks that you do not trust."
because = "Whoever controls the network, a Wi-Fi operator for instance, can replace the code on the way. And the maker can change at any time what the app does, unseen by any check of the app."
falsepositives = ["Code whose signature is checked in a way the analysis does not recognise."]
limits = "The address must be constant or partly constant to be known as unprotected."
references = ["Cosiloon droppers, 2018", "OWASP MASTG: dynamic code loading"]
--- */
SELECT
    package AS subject, evidence, package, rights, callee,
    address,
    CASE WHEN long_way(path) THEN 'medium' WHEN power >= 1 THEN 'critical' ELSE 'high' END AS level, CASE WHEN proven THEN 'high' ELSE 'medium' END AS confidence,
    caller || ':' || pc AS locator, steps(path) AS detail,
    more_ways(places) AS others
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places
    FROM decided_outside
    WHERE category IN ('code-load', 'native-load') AND source = 'http' AND clear
      AND NOT content_checked(guards) AND NOT in_library
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY proven DESC, len(path), method, pc) = 1
)

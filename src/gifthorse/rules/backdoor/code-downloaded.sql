/* ---
title = "An app runs code that it downloads"
question = "backdoor"
category = "code-loading"
level = "high"
confidence = "medium"
basis = "capability"
needs = ["origins", "api_uses"]
says = "{package} loads and runs {rights} code that it downloads{address}: {callee}{others}."
advice = "Ask the maker what the app downloads and how it is checked."
because = "What the app does can be changed from afar at any time, and no store and no check of the phone sees it. Triada and most advertising malware work so."
falsepositives = ["Plug-in systems of large vendors, which check a signature in a way the analysis does not recognise."]
limits = "Unprotected downloads have a rule of their own. Apps without special rights are one level lower."
references = ["Gionee Story Lock Screen, 2018", "OWASP MASTG: dynamic code loading"]
--- */
SELECT
    package AS subject, evidence, package, rights, callee,
    CASE WHEN power >= 2 AND NOT long_way(path) THEN 'high' ELSE 'medium' END AS level, CASE WHEN proven THEN 'high' ELSE 'medium' END AS confidence,
    whence(address, distance) AS address,
    caller || ':' || pc AS locator, steps(path) AS detail,
    more_ways(places) AS others
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places
    FROM decided_outside
    WHERE category IN ('code-load', 'native-load') AND source IN ('http', 'socket', 'push') AND NOT clear
      AND NOT content_checked(guards) AND NOT in_library
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY proven DESC, len(path), method, pc) = 1
)

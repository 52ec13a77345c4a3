/* ---
title = "An app runs code from a place that other apps can write"
question = "backdoor"
category = "code-loading"
level = "high"
confidence = "high"
basis = "capability"
needs = ["origins", "api_uses"]
says = "{package} loads and runs {rights} code from {place}, where other apps can put a file: {callee}{others}."
advice = "Ask the maker to move the file into the app's own folder; until then keep unknown apps off the phone."
because = "Any app that may write to the shared storage becomes as powerful as this one."
falsepositives = ["Development builds that take a debug module from shared storage behind a switch."]
limits = "Folders are recognised by the methods and constants that name them."
references = ["CERT DRD19: do not load code from external storage"]
--- */
SELECT
    package AS subject, evidence, package, rights, callee, replace(coalesce(detail, 'shared storage'), 'file in ', '') AS place,
    CASE WHEN power >= 3 THEN 'high' WHEN power >= 1 THEN 'medium' ELSE 'low' END AS level,
    CASE WHEN proven THEN 'high' ELSE 'medium' END AS confidence, caller || ':' || pc AS locator, steps(path) AS detail,
    more_ways(places) AS others
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places
    FROM decided_outside
    WHERE category IN ('code-load', 'native-load') AND source = 'shared file' AND NOT content_checked(guards) AND NOT in_library
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY proven DESC, len(path), method, pc) = 1
)

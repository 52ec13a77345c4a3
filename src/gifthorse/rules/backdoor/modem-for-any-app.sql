/* ---
title = "Any app can give the modem orders"
question = "backdoor"
category = "exposed-privilege"
level = "high"
confidence = "high"
basis = "capability"
needs = ["apps", "components", "exposure", "origins", "api_uses"]
says = "Any app on the phone can send the modem commands of its choice through {package}: what is sent to {door} ({what}) reaches {callee}{others}."
advice = "Disable the app; do not install apps that you do not trust."
because = "The modem is a computer of its own below Android. Its commands place calls, send messages, change the phone's number (IMEI), cut it off, and Android neither sees nor asks."
falsepositives = ["A list of harmless commands that the given one is compared with, where the comparison is not recognised."]
limits = "Which commands the modem's software accepts is not known. Values that are only a part of a fixed command count too. A receiver that code registers is open only while that code runs: medium."
references = ["CWE-926", "ATtention Spanned: USENIX Security 2018"]
--- */
SELECT
    package AS subject, evidence, package, coalesce(door, component) AS door, callee,
    CASE WHEN power >= 2 AND proven AND NOT long_way(path) AND declared THEN 'high' ELSE 'medium' END AS level,
    CASE WHEN proven THEN 'high' ELSE 'medium' END AS confidence,
    told_by(origin, detail) AS what, caller || ':' || pc AS locator, steps(path) AS detail, more_ways(places) AS others
FROM (
    SELECT
        *, count(*) OVER (PARTITION BY evidence) AS places,
        EXISTS (SELECT 1 FROM components c WHERE c.evidence = decided_outside.evidence AND c.target = decided_outside.component) AS declared
    FROM decided_outside
    WHERE api = 'call.modem' AND argument = 'body' AND source = 'any app' AND NOT caller_checked(guards) AND NOT content_checked(guards) AND NOT in_library
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY declared DESC, proven DESC, len(path), method, pc) = 1
)

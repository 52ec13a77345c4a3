/* ---
title = "Any app can send orders to a program of the system through an app"
question = "backdoor"
category = "exposed-privilege"
level = "medium"
confidence = "high"
basis = "capability"
needs = ["apps", "components", "exposure", "origins", "api_uses"]
says = "What any app on the phone sends to {door} ({what}) is handed by {package} over a local socket to a program of the phone{others}."
advice = "Ask the maker what the program at the other end does with it."
because = "Such programs often run as root and do what they are told, for their socket lets in the system's own apps only. An app that passes everything on opens it to all."
falsepositives = ["A program that checks or merely logs what it is told."]
limits = "What the program at the other end does is not followed: medium with a system identity, low for other privileged apps and for receivers that code registers. Only where the outside chooses what is sent, not where it chooses among fixed orders."
references = ["CVE-2022-27250", "CWE-926"]
--- */
SELECT
    package AS subject, evidence, package, coalesce(door, component) AS door,
    CASE WHEN power >= 3 AND NOT long_way(path) AND declared THEN 'medium' ELSE 'low' END AS level, CASE WHEN proven THEN 'high' ELSE 'medium' END AS confidence,
    told_by(origin, detail) AS what, caller || ':' || pc AS locator, steps(path) AS detail,
    more_ways(places) AS others
FROM (
    SELECT
        *, count(*) OVER (PARTITION BY evidence) AS places,
        EXISTS (SELECT 1 FROM components c WHERE c.evidence = decided_outside.evidence AND c.target = decided_outside.component) AS declared
    FROM decided_outside
    WHERE api = 'daemon.write' AND argument = 'body' AND source = 'any app' AND origin <> 'socket' AND power >= 2
      AND NOT caller_checked(guards) AND NOT content_checked(guards) AND NOT in_library
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY declared DESC, proven DESC, len(path), method, pc) = 1
)

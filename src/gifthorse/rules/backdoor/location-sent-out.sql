/* ---
title = "An app sends the phone's place over the network by itself"
question = "backdoor"
category = "surveillance"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["origins", "api_uses"]
says = "{package} sends the phone's place over the network{address}, started by {start}: {callee}{others}."
advice = "Take the location permission away from the app, or disable it."
because = "A movement profile tells where you live, work and sleep."
falsepositives = ["Maps, weather, find-my-phone and emergency services."]
limits = "High only for apps without an icon that send it unencrypted or come from a third party."
references = ["Liu, Patras, Leith: PLOS ONE 0279942"]
--- */
SELECT
    package AS subject, evidence, package, callee, caller || ':' || pc AS locator, steps(path) AS detail, started_by(entry) AS start,
    CASE WHEN power >= 1 AND NOT has_launcher AND proven AND (address LIKE 'http://%' AND distance <= 2) THEN 'high'
        WHEN NOT has_launcher OR address LIKE 'http://%' THEN 'medium' ELSE 'low' END AS level,
    CASE WHEN proven THEN 'medium' ELSE 'low' END AS confidence,
    coalesce(' to ' || address, '') AS address, more_ways(places) AS others
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places FROM sends
    WHERE origin = 'location' AND NOT in_library AND coalesce(entry, '') <> 'activity'
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY proven DESC, distance, len(path), method, pc) = 1
)

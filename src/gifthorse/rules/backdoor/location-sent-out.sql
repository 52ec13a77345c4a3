/* ---
title = "An app sends the phone's place away by itself"
question = "backdoor"
category = "surveillance"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["origins", "api_uses"]
says = "{package} sends the phone's place {how}{address}, started by {start}: {callee}{others}."
advice = "Take the location permission away from the app, or disable it."
because = "A movement profile tells where you live, work and sleep."
falsepositives = ["Maps, weather, find-my-phone and emergency services."]
limits = "High only for apps without an icon that send it unencrypted, by text message, or on an occasion that nobody sees."
references = ["Liu, Patras, Leith: PLOS ONE 0279942"]
--- */
SELECT
    package AS subject, evidence, package, callee, caller || ':' || pc AS locator, steps(path) AS detail, started_by(entry) AS start, how,
    CASE WHEN faceless AND proven AND maker <> 'maker' AND (how <> 'over the network' OR entry IN ('sms', 'push', 'boot', 'secret-code')) THEN 'high'
        WHEN faceless AND proven AND (address LIKE 'http://%' AND distance <= 2) THEN 'high'
        WHEN faceless OR how <> 'over the network' OR address LIKE 'http://%' THEN 'medium' ELSE 'low' END AS level,
    CASE WHEN proven THEN 'medium' ELSE 'low' END AS confidence,
    coalesce(' to ' || address, '') AS address, more_ways(places) AS others
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places FROM sends
    WHERE origin = 'location' AND NOT in_library AND (coalesce(entry, '') <> 'activity' OR (address LIKE 'http://%' AND distance <= 1 AND NOT for_tests(address)))
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY proven DESC, distance, len(path), method, pc) = 1
)

/* ---
title = "An app sends stored photos, videos or recordings away by itself"
question = "backdoor"
category = "surveillance"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["origins", "api_uses"]
says = "{package} looks through the stored photos, videos or recordings and sends them over the network{address}, started by {start}: {callee}{others}."
advice = "Take the permission for photos and files away from the app, or disable it."
because = "Photos show faces, rooms and papers, and carry the place where they were taken. Who chooses a picture to share hands over one; this takes what there is."
falsepositives = ["Cloud backup and gallery apps, whose purpose it is."]
limits = "What the user picked, and what waits for a touch, does not count. High only for apps without an icon that are not the maker's."
references = ["BXAQ, 2019", "Triada modules"]
--- */
SELECT
    package AS subject, evidence, package, callee, caller || ':' || pc AS locator, steps(path) AS detail, started_by(entry) AS start,
    CASE WHEN faceless AND maker <> 'maker' AND proven THEN 'high' WHEN maker = 'maker' THEN 'low' ELSE 'medium' END AS level,
    CASE WHEN proven THEN 'medium' ELSE 'low' END AS confidence, coalesce(' to ' || address, '') AS address, more_ways(places) AS others
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places FROM sends
    WHERE origin = 'media' AND NOT in_library AND coalesce(entry, '') <> 'activity' AND NOT list_contains(coalesce(guards, []), 'user-asked')
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY proven DESC, distance, len(path), method, pc) = 1
)

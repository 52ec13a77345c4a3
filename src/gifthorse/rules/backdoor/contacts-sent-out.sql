/* ---
title = "An app sends contacts, calls or accounts over the network"
question = "backdoor"
category = "surveillance"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["origins", "api_uses"]
says = "{package} sends {what} over the network{address}: {callee}{others}."
advice = "If the app is not one that you chose for this, disable it."
because = "Whom you know and whom you call tells more about you than what you say."
falsepositives = ["Contact synchronisation, caller-id and messenger apps, whose purpose it is."]
limits = "High only for apps that hide and came with the phone; account names alone are medium, and low in the maker's own apps, which log in with them."
references = ["Adups, 2016", "RottenSys, 2018"]
--- */
SELECT
    package AS subject, evidence, package, callee, caller || ':' || pc AS locator, steps(path) AS detail,
    CASE WHEN power >= 1 AND NOT has_launcher AND proven AND origin <> 'accounts' AND (maker = 'third party' OR (address LIKE 'http://%' AND distance <= 1)) THEN 'high'
        WHEN origin = 'accounts' AND maker = 'maker' THEN 'low' ELSE 'medium' END AS level,
    CASE WHEN proven THEN 'high' ELSE 'low' END AS confidence, listing(kinds) AS what,
    coalesce(' to ' || address, '') AS address, more_ways(places) AS others
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places, list_sort(list_distinct(list(origin) OVER (PARTITION BY evidence))) AS kinds
    FROM sends WHERE origin IN ('contacts', 'calls', 'accounts') AND NOT in_library
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY origin = 'accounts', proven DESC, distance, len(path), method, pc) = 1
)

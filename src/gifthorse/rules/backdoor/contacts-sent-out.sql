/* ---
title = "An app sends contacts, calls or accounts away"
question = "backdoor"
category = "surveillance"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["origins", "api_uses"]
says = "{package} sends {what} {how}{address}: {callee}{others}."
advice = "If the app is not one that you chose for this, disable it."
because = "Whom you know and whom you call tells more about you than what you say."
falsepositives = ["Contact synchronisation, caller-id and messenger apps, whose purpose it is."]
limits = "High only for apps without an icon, and of the maker's own for those that send unencrypted; account names alone are medium, and low in the maker's own apps, which log in with them. Low for apps with an icon, and the maker's own, that announce themselves as synchronising an account."
references = ["Adups, 2016", "RottenSys, 2018"]
--- */
SELECT
    package AS subject, evidence, package, callee, caller || ':' || pc AS locator, steps(path) AS detail,
    CASE WHEN faceless AND proven AND origin <> 'accounts' AND (maker <> 'maker' OR (address LIKE 'http://%' AND distance <= 1)) THEN 'high'
        WHEN (origin = 'accounts' AND maker = 'maker') OR synchronises THEN 'low' ELSE 'medium' END AS level,
    CASE WHEN proven THEN 'high' ELSE 'low' END AS confidence, listing(kinds) AS what, how,
    coalesce(' to ' || address, '') AS address, more_ways(places) AS others
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places,
        evidence IN (SELECT evidence FROM intent_filters WHERE action = 'android.content.SyncAdapter') AND (NOT faceless OR maker = 'maker') AS synchronises, list_sort(list_distinct(list(data_name(origin, source)) OVER (PARTITION BY evidence))) AS kinds
    FROM sends WHERE origin IN ('contacts', 'calls', 'accounts') AND NOT in_library
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY origin = 'accounts', proven DESC, distance, len(path), method, pc) = 1
)

/* ---
title = "An app sends the phone's numbers without encryption"
question = "line"
category = "identifier-leak"
level = "high"
confidence = "high"
basis = "capability"
needs = ["origins", "api_uses"]
says = "{package} sends {what} without encryption to {address}{others}."
advice = "Disable the app; the numbers cannot be changed."
because = "IMEI and SIM numbers never change and are tied to your name. Everybody on the way can read them here and follow the phone from then on."
falsepositives = ["A hash that is built in a way the analysis does not recognise."]
limits = "Address and number are tied together when they meet in one call, method or class. Low if the address sounds like a developer's test server."
references = ["Adups, 2016", "SaleTimeSender on BLU phones", "Liu, Patras, Leith: PLOS ONE 0279942"]
--- */
SELECT
    package AS subject, evidence, package, address, caller || ':' || pc AS locator, steps(path) AS detail,
    listing(kinds) AS what, replace(replace(more_ways(places), 'way', 'place'), ', and ', ', and in ') AS others,
    CASE WHEN for_tests(address) THEN 'low' WHEN power >= 1 AND distance <= 1 AND proven AND lasting THEN 'high' WHEN lasting AND (power >= 1 OR (distance <= 1 AND proven)) THEN 'medium' ELSE 'low' END AS level,
    CASE WHEN proven AND distance <= 2 THEN 'high' ELSE 'medium' END AS confidence
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places,
        list_sort(list_distinct(list(number_name(source)) OVER (PARTITION BY evidence)))[1:4] AS kinds,
        NOT regexp_matches(lower(coalesce(source, '')), 'android_?id|advertis') AS lasting
    FROM sends
    WHERE origin = 'identifier' AND address LIKE 'http://%' AND NOT in_library
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY lasting DESC, distance, proven DESC, len(path), method, pc) = 1
)

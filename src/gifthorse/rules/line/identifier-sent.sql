/* ---
title = "An app sends the phone's numbers to a server"
question = "line"
category = "identifier-leak"
level = "low"
confidence = "medium"
basis = "capability"
needs = ["origins", "api_uses"]
says = "{package} sends {what} over the network{address}{others}."
advice = "Decide whether this app needs to know; most do not."
because = "Numbers that never change tie everything that is collected to one phone and one person, for as long as the phone lives."
falsepositives = ["Activation, carrier and warranty services, which need the number once."]
limits = "Sending without encryption has a rule of its own."
references = ["Liu, Patras, Leith: PLOS ONE 0279942"]
--- */
SELECT
    package AS subject, evidence, package, caller || ':' || pc AS locator, steps(path) AS detail, coalesce(' to ' || address, '') AS address,
    listing(kinds) AS what, replace(replace(more_ways(places), 'way', 'place'), ', and ', ', and in ') AS others,
    CASE WHEN NOT has_launcher AND maker = 'third party' AND proven THEN 'medium' ELSE 'low' END AS level, CASE WHEN proven THEN 'medium' ELSE 'low' END AS confidence
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places,
        list_sort(list_distinct(list(number_name(source)) OVER (PARTITION BY evidence)))[1:4] AS kinds
    FROM sends
    WHERE origin = 'identifier' AND coalesce(address, '') NOT LIKE 'http://%' AND NOT regexp_matches(lower(coalesce(source, '')), 'android_?id|advertis')
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY in_library, distance, proven DESC, len(path), method, pc) = 1
)

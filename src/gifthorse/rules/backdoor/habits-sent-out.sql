/* ---
title = "An app sends away which apps you have and use, or which pages you read"
question = "backdoor"
category = "surveillance"
level = "low"
confidence = "medium"
basis = "capability"
needs = ["origins", "api_uses"]
says = "{package} sends {what} over the network{address}, started by {start}: {callee}{others}."
advice = "If the app has no visible reason to know, disable it."
because = "The list of apps and pages tells your bank, your faith, your illness and your lovers, and which protection there is to get round."
falsepositives = ["App stores, virus scanners and launchers, which compare the list with theirs.", "Measurement kits of advertisers, which are everywhere."]
limits = "Medium for pages read, and for third parties' apps that have no icon or also send the phone's numbers; else low."
references = ["Adups, 2016: list of apps", "BXAQ, 2019", "Liu, Patras, Leith: PLOS ONE 0279942"]
--- */
SELECT
    package AS subject, evidence, package, callee, caller || ':' || pc AS locator, steps(path) AS detail, started_by(entry) AS start,
    CASE WHEN 'history' = ANY(kinds) AND maker <> 'maker' THEN 'medium'
        WHEN maker <> 'maker' AND proven AND (faceless OR numbers) THEN 'medium' ELSE 'low' END AS level,
    CASE WHEN proven THEN 'medium' ELSE 'low' END AS confidence, coalesce(' to ' || address, '') AS address, more_ways(places) AS others,
    listing(list_sort(list_transform(kinds, lambda k: CASE k WHEN 'history' THEN 'the pages that were read' ELSE 'the list of apps or their use' END))) AS what
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places, list_distinct(list(origin) OVER (PARTITION BY evidence)) AS kinds,
        evidence IN (SELECT evidence FROM sends WHERE origin = 'identifier' AND NOT in_library) AS numbers
    FROM sends WHERE origin IN ('app-list', 'history') AND NOT in_library
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY origin <> 'history', proven DESC, distance, len(path), method, pc) = 1
)

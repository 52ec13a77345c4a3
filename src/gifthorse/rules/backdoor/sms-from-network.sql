/* ---
title = "A server decides which text messages the phone sends"
question = "backdoor"
category = "remote-command"
level = "high"
confidence = "high"
basis = "capability"
needs = ["origins", "api_uses"]
says = "{package} sends text messages whose {roles} a server decides{address}, started by {start}: {callee}{others}."
advice = "Look at the phone bill for messages to short numbers; disable the app."
because = "Messages to premium numbers cost money, messages with a code confirm payments and log-ins, and the user sees neither. Which number and which words, somebody far away says."
falsepositives = ["Apps that confirm the phone's number at their own server by a message that the user asked for.", "Message gateways, which send what a server hands them, openly."]
limits = "High only where a server decides the number, no screen starts it, and the app is not the maker's; else medium. A number that is compared with the app's own words does not count."
references = ["RuFraud and HippoSMS, 2011-2012", "Joker (Bread) family, 2017-2020"]
--- */
SELECT
    package AS subject, evidence, package, callee, caller || ':' || pc AS locator, steps(path) AS detail, started_by(entry) AS start,
    listing(kinds) AS roles, coalesce(' (' || address || ')', '') AS address, more_ways(places) AS others,
    CASE WHEN long_way(path) OR kinds[1] = 'words' OR maker = 'maker' OR coalesce(entry, '') = 'activity' THEN 'medium' ELSE 'high' END AS level,
    CASE WHEN proven AND NOT long_way(path) THEN 'high' ELSE 'medium' END AS confidence
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places,
        list_sort(list_distinct(list(CASE argument WHEN 'destination' THEN 'number' ELSE 'words' END) OVER (PARTITION BY evidence))) AS kinds
    FROM decided_outside
    WHERE category = 'sms-send' AND argument IN ('destination', 'body') AND source IN ('http', 'socket', 'push')
      AND NOT content_checked(guards) AND NOT in_library
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY argument <> 'destination', proven DESC, len(path), method, pc) = 1
)

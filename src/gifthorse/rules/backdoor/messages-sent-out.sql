/* ---
title = "An app sends the content of messages or notifications away"
question = "backdoor"
category = "surveillance"
level = "high"
confidence = "medium"
basis = "capability"
needs = ["origins", "api_uses"]
says = "{package} sends {what} {how}{address}: {callee}{others}."
advice = "Disable the app, change the passwords that were confirmed by text message, and ask its maker."
because = "Text messages carry the codes that open bank and mail accounts; notifications carry everybody's words."
falsepositives = ["Messaging, backup and watch-companion apps, whose purpose it is.", "Spam filters that ask a server about a sender."]
limits = "Medium for apps with an icon, which the user can at least see. Apps made for text messages may pass on what lies in the message store by text message."
references = ["Adups, 2016: messages sent every 72 hours", "Guerrilla, 2023"]
--- */
SELECT
    package AS subject, evidence, package, callee, caller || ':' || pc AS locator, steps(path) AS detail,
    CASE WHEN faceless AND proven AND NOT (maker = 'maker' AND coalesce(address, '') NOT LIKE 'http://%') THEN 'high'
        ELSE 'medium' END AS level,
    CASE WHEN proven THEN 'high' ELSE 'low' END AS confidence,
    CASE WHEN origin = 'sms' THEN 'arriving text messages' ELSE 'messages or notifications' END AS what,
    how, coalesce(' to ' || address, '') AS address, more_ways(places) AS others
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places FROM sends
    WHERE origin IN ('messages', 'sms') AND NOT in_library AND NOT list_contains(coalesce(guards, []), 'user-asked')
      AND (category <> 'sms-send' OR (proven AND (maker <> 'maker' OR entry = 'sms')))
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY proven DESC, distance, len(path), method, pc) = 1
)

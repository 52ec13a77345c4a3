/* ---
title = "A text message makes an app spy or erase"
question = "backdoor"
category = "remote-command"
level = "high"
confidence = "medium"
basis = "capability"
needs = ["reach", "api_uses"]
says = "A text message makes {package} {deeds}{swallows}: {entry_method} reaches {callee} {way}."
advice = "Ask who operates it; without an answer disable the app."
because = "Whoever knows the number can use the phone as a bug or erase it. Find-my-phone apps do the same openly, with the user's consent and a password."
falsepositives = ["Find-my-phone and device-management apps, which check a password or sender.", "The phone's own messaging app, which may start the camera for a picture message."]
limits = "Whether a secret word is needed is not told apart: an operator of a backdoor has one as well."
references = ["RottenSys and BADBOX reports: SMS control"]
--- */
SELECT
    package AS subject, evidence, package, entry_method, callee,
    CASE WHEN swallows AND power >= 1 OR 'erase the phone' = ANY(verbs) THEN 'high' ELSE 'medium' END AS level,
    CASE WHEN swallows THEN 'high' ELSE 'medium' END AS confidence,
    listing(verbs) AS deeds, calls_away(hops) AS way,
    CASE WHEN swallows THEN ', and is kept from the user' ELSE '' END AS swallows,
    caller || ':' || pc AS locator, steps(path) AS detail
FROM (
    SELECT w.*,
        list_sort(list_distinct(list(CASE category
            WHEN 'wipe' THEN 'erase the phone' WHEN 'microphone' THEN 'record sound' WHEN 'camera' THEN 'use the camera'
            WHEN 'location' THEN 'tell the location' WHEN 'screen' THEN 'record the screen' END) OVER (PARTITION BY evidence))) AS verbs,
        evidence IN (SELECT evidence FROM reach WHERE entry = 'sms' AND category = 'broadcast-abort') AS swallows
    FROM ways w
    WHERE entry = 'sms' AND category IN ('wipe', 'microphone', 'camera', 'location', 'screen')
      AND NOT content_checked(guards) AND NOT in_library AND runs_straight(certainty, path)
      AND package NOT IN (SELECT package FROM intent_filters WHERE action = 'android.provider.Telephony.SMS_DELIVER')
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY hops, method, pc) = 1
)

/* ---
title = "An app sends sound, pictures or the screen over the network"
question = "backdoor"
category = "surveillance"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["origins", "api_uses", "reach"]
says = "{package} sends {what} over the network{address}, started by {start}: {callee}."
advice = "If you do not use this app for calls or sharing, disable it."
because = "It is what a bug does. Started from the background it needs nobody's hand."
falsepositives = ["Calls, voice assistants, screen casting and remote support that the user starts."]
limits = "Low where a touch starts it, and for recordings of the screen for which Android asks. High only when something other than a screen of the app starts it and the app has no icon, or where it is calls that such an app of neither the maker nor the user records."
references = ["RottenSys, 2018", "NoviSpy, 2024"]
--- */
SELECT
    package AS subject, evidence, package, callee, caller || ':' || pc AS locator, steps(path) AS detail, started_by(entry) AS start,
    CASE WHEN entry IN ('boot', 'sms', 'push', 'receiver', 'job', 'alarm', 'socket', 'secret-code') AND faceless AND proven THEN 'high'
        -- Calls, recorded and sent by an app without a face that is not the maker's.
        WHEN entry <> 'activity' AND faceless AND maker = 'third party' AND power >= 1 AND evidence IN (SELECT evidence FROM api_uses WHERE api = 'microphone.call' AND reached) THEN 'high'
        WHEN entry = 'activity' AND NOT faceless AND (list_contains(coalesce(guards, []), 'user-asked') OR (source LIKE 'ImageReader.%' AND power < 2)) THEN 'low' ELSE 'medium' END AS level,
    CASE WHEN proven THEN 'medium' ELSE 'low' END AS confidence, CASE origin WHEN 'microphone' THEN 'sound' WHEN 'camera' THEN 'pictures' ELSE 'what the screen shows' END AS what, coalesce(' to ' || address, '') AS address
FROM sends
WHERE origin IN ('microphone', 'camera', 'screen') AND NOT in_library AND NOT (entry = 'main' AND installed_as = 'framework')
QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY entry IN ('activity') , proven DESC, distance, len(path), method, pc) = 1

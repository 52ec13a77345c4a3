/* ---
title = "An app takes calls by itself and keeps the phone silent"
question = "backdoor"
category = "surveillance"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["reach", "api_uses"]
says = "{package} takes calls by itself ({callee}, started by {start}) and takes the phone's sound away{icon}."
advice = "Ask who can call this phone and listen; without an answer disable the app."
because = "A phone that answers without ringing is a microphone for whoever knows its number."
falsepositives = ["Apps for the car or for people who cannot press, which answer aloud and are switched on for it."]
limits = "Both must be reached from the same component. Whether only one number is answered is not told apart."
references = ["Spyware sold as remote listening, such as FlexiSPY"]
--- */
SELECT
    package AS subject, evidence, package, callee, started_by(entry) AS start, caller || ':' || pc AS locator, steps(path) AS detail,
    CASE WHEN faceless THEN ', and it has no icon' ELSE '' END AS icon,
    CASE WHEN maker = 'maker' THEN 'low' WHEN faceless THEN 'high' ELSE 'medium' END AS level
FROM ways w
WHERE api = 'call.control' AND regexp_matches(callee, '\.(acceptRingingCall|answerRingingCall|answer)$') AND NOT in_library
  AND entry IN ('receiver', 'boot', 'sms', 'push', 'job', 'alarm', 'socket', 'service', 'notification-listener', 'accessibility')
  AND NOT list_contains(coalesce(guards, []), 'user-asked')
  AND EXISTS (SELECT 1 FROM reach s WHERE s.evidence = w.evidence AND s.component = w.component AND s.category = 'audio')
QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY hops, method, pc) = 1

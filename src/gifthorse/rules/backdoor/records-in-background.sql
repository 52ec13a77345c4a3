/* ---
title = "An app records without anybody touching the phone"
question = "backdoor"
category = "surveillance"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["reach", "api_uses"]
says = "{package} starts {what} on {start} ({entry_method}) with nobody asked: {callee} {way}."
advice = "Ask its maker what starts it; on newer Android look at the indicator for microphone and camera."
because = "Recording that starts by itself, after start-up, on a push message or a call from outside, is what spying needs."
falsepositives = ["Hot-word detection, call recording that was switched on, and accident detection."]
limits = "The condition under which it starts is not known. Apps without a tie to the network are counted as well: the recording may leave later."
references = ["NoviSpy, 2024"]
--- */
SELECT
    package AS subject, evidence, package, started_by(entry) AS start, entry_method, callee, calls_away(hops) AS way, caller || ':' || pc AS locator, steps(path) AS detail,
    CASE category WHEN 'microphone' THEN 'sound recording' WHEN 'camera' THEN 'the camera' ELSE 'recording of the screen' END AS what,
    CASE WHEN maker = 'third party' AND NOT has_launcher AND power >= 1 THEN 'medium' ELSE 'low' END AS level
FROM ways
WHERE api IN ('microphone.recorder', 'microphone.raw', 'microphone.call', 'camera.open', 'camera.picture', 'screen.capture', 'screen.command')
  AND entry IN ('boot', 'sms', 'push', 'receiver', 'job', 'alarm', 'socket') AND runs_straight(certainty, path)
  AND NOT content_checked(guards) AND NOT caller_checked(guards) AND NOT in_library
QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY hops, method, pc) = 1

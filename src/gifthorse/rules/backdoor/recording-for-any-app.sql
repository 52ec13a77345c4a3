/* ---
title = "Any app can start a recording"
question = "backdoor"
category = "exposed-privilege"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["apps", "exposure", "reach", "api_uses"]
says = "Any app on the phone can have {package} start {what} {rights}: {door} leads to {callee} {way}, and nobody is asked."
advice = "Disable the app if you do not record with it."
because = "Android lets an app see the screen, hear or film only after the user has agreed. Through this door an app needs no such agreement."
falsepositives = ["A recording that the user sees at once and that no other app can read."]
limits = "Where the recording is kept, and whether a sign on the screen shows it, is not followed."
references = ["CWE-926", "Kryptowire, DEF CON 26: screen recording by any app"]
--- */
SELECT
    package AS subject, evidence, package, rights, coalesce(door, component) AS door, callee, calls_away(hops) AS way,
    CASE category WHEN 'microphone' THEN 'a sound recording' WHEN 'camera' THEN 'the camera' ELSE 'a recording of the screen' END AS what,
    CASE WHEN power >= 2 THEN 'medium' ELSE 'low' END AS level, caller || ':' || pc AS locator, steps(path) AS detail
FROM ways
WHERE api IN ('microphone.recorder', 'microphone.raw', 'microphone.call', 'camera.picture', 'camera.video', 'screen.capture', 'screen.command')
  AND door_rank <= 1 AND entry IN ('receiver', 'service', 'provider', 'binder') AND certainty = 'direct' AND hops <= 4 AND power >= 1
  AND NOT caller_checked(guards) AND NOT content_checked(guards) AND NOT in_library
QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY hops, method, pc) = 1

/* ---
title = "A message from a server locks, erases, records or locates"
question = "backdoor"
category = "control"
level = "high"
confidence = "medium"
basis = "capability"
needs = ["reach", "api_uses", "origins"]
says = "{package} can {deeds} when a server says so: {whence} leads to {callee} {way}."
advice = "Disable the app, and look in the settings under device administrators; ask who runs the server."
because = "Whoever sends the message has the phone in his hand from afar. An app with a face that the user set up is a helper in a loss; one without a face that somebody else put on the phone is a leash."
falsepositives = ["Find-my-phone services and company management: those of the phone's maker and those with an icon are lower."]
limits = "That the message decides is shown where its content reaches the call; else only that it leads there. High for apps without an icon of neither the maker nor the user."
references = ["MITRE ATT&CK T1630, T1629", "NoviSpy, 2024"]
--- */
WITH led AS (
    SELECT evidence, package, maker, faceless, power, category, api, callee, caller, pc, hops, method, path, false AS told,
        CASE entry WHEN 'push' THEN 'a push message' ELSE 'a connection from outside' END AS whence
    FROM ways
    WHERE entry IN ('push', 'socket') AND (category IN ('wipe', 'microphone', 'camera', 'location', 'screen') OR api = 'admin.lock')
      AND runs_straight(certainty, path) AND NOT caller_checked(guards) AND NOT content_checked(guards) AND NOT in_library
    UNION ALL BY NAME
    SELECT d.evidence, d.package, d.maker, p.faceless, d.power, category, api, callee, caller, pc, len(d.path) AS hops, method, d.path, true AS told,
        CASE source WHEN 'http' THEN 'a server''s answer' WHEN 'push' THEN 'a push message' ELSE 'what comes over a connection' END AS whence
    FROM decided_outside d
    JOIN app_power p USING (evidence)
    WHERE source IN ('http', 'socket', 'push') AND (category = 'wipe' OR api = 'admin.lock') AND NOT caller_checked(guards) AND NOT content_checked(guards) AND NOT in_library AND NOT long_way(d.path)
)
SELECT
    package AS subject, evidence, package, callee, whence, calls_away(hops) AS way, caller || ':' || pc AS locator, steps(path) AS detail,
    listing(list_sort(list(DISTINCT CASE category WHEN 'wipe' THEN 'erase the phone' WHEN 'microphone' THEN 'record sound' WHEN 'camera' THEN 'use the camera'
        WHEN 'location' THEN 'tell the place' WHEN 'screen' THEN 'record the screen' ELSE 'lock the phone or change its password' END) OVER (PARTITION BY evidence))) AS deeds,
    CASE WHEN NOT faceless OR power = 0 THEN 'low' WHEN maker <> 'third party' THEN 'medium' ELSE 'high' END AS level,
    CASE WHEN told THEN 'high' ELSE 'medium' END AS confidence
FROM led
QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY told DESC, category IN ('location', 'screen'), hops, method, pc) = 1

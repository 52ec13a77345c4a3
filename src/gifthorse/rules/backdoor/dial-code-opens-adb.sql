/* ---
title = "A dialler code, or any app, opens adb or runs commands"
question = "backdoor"
category = "debug-left-on"
level = "high"
confidence = "high"
basis = "capability"
needs = ["apps", "exposure", "reach", "api_uses"]
says = "{package} {deed} {rights}, started by {starter}{hidden}: {callee} {way}."
advice = "Disable the app; keep the phone in your own hands."
because = "Who holds the phone for a minute, or an app that sends one message, opens it to a computer or to the network. That is how OnePlus' EngineerMode gave out root."
falsepositives = ["Screens that only show a switch which the user must then press."]
limits = "A switch behind a button is told apart only when the analysis sees the question; other code paths are medium. A receiver that code registers is open only while that code runs: medium."
references = ["OnePlus EngineerMode, 2017"]
--- */
SELECT
    package AS subject, evidence, package, rights, callee, calls_away(hops) AS way, caller || ':' || pc AS locator, steps(path) AS detail,
    CASE WHEN category = 'adb' THEN 'opens adb' ELSE 'restarts the system''s own services' END AS deed,
    CASE WHEN entry = 'secret-code' THEN 'a code typed into the dialler' ELSE 'any app (' || coalesce(door, component) || ')' END AS starter,
    CASE WHEN NOT has_launcher THEN ', and has no icon' ELSE '' END AS hidden,
    CASE WHEN at_once AND straight AND power >= 2 AND declared THEN 'high' ELSE 'medium' END AS level,
    CASE WHEN at_once AND straight THEN 'high' ELSE 'low' END AS confidence
FROM (
    SELECT *, regexp_matches(entry_method, '\.(onReceive|onCreate|onStartCommand|onStart|onHandleIntent|onResume|call|insert|update|query|onTransact)$') AND hops <= 4 AS at_once,
        -- A screen that is opened, and what it waits for there, is not yet the deed.
        runs_straight(certainty, path) AND NOT regexp_matches(array_to_string(path[2:], ' '), '\.(<init>|on[A-Z]\w*):') OR certainty = 'direct' AS straight,
        entry <> 'receiver' OR EXISTS (SELECT 1 FROM components c WHERE c.evidence = ways.evidence AND c.target = ways.component) AS declared
    FROM ways
    WHERE (category = 'adb' OR api = 'exec.init-property')
      AND (entry = 'secret-code' OR (door_rank <= 1 AND entry IN ('receiver', 'service', 'provider', 'activity')))
      AND NOT caller_checked(guards) AND NOT content_checked(guards) AND NOT in_library AND power >= 1
      AND evidence IN (SELECT evidence FROM api_uses WHERE category = 'adb')
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY category <> 'adb', NOT declared, NOT straight, hops, method, pc) = 1
)
WHERE category = 'adb'

/* ---
title = "An app uses the accessibility service against the user's own settings"
question = "backdoor"
category = "control"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["apps", "reach", "api_uses", "string_uses", "methods"]
says = "{package} watches for {screens} and {deed} there through its accessibility service: {callee}{icon}."
advice = "Switch its accessibility service off in safe mode, then remove the app."
because = "Leaving the screen on which it could be removed, and pressing the buttons of the system's questions, is how spyware keeps its place and gives itself every right."
falsepositives = ["Automation, remote-support and parental-control apps, which do it for the user.", "Task killers that press the stop button for the user."]
limits = "The name of the settings or of the package installer must stand in the class that acts. That the two belong together is a likeness."
references = ["Cerberus, Anubis and FluBot families", "stalkerware-indicators"]
--- */
WITH screens AS (
    SELECT s.evidence, regexp_replace(m.class, '\$.*$', '') AS home,
        list_sort(list(DISTINCT CASE WHEN contains(s.value, 'settings') THEN 'the settings' ELSE 'the package installer' END)) AS kinds
    FROM string_uses s JOIN methods m ON m.evidence = s.evidence AND m.method = s.method
    WHERE regexp_matches(s.value, '^com\.(android|samsung\.android|miui|coloros)\.settings$|packageinstaller$|^com\.miui\.securitycenter$|permissioncontroller$')
    GROUP BY ALL
)
SELECT
    w.package AS subject, w.evidence, w.package, w.callee, w.caller || ':' || w.pc AS locator, steps(w.path) AS detail, listing(s.kinds) AS screens,
    CASE WHEN 'leaves' = ANY(w.deeds) AND 'presses' = ANY(w.deeds) THEN 'leaves them or presses their buttons' WHEN 'leaves' = ANY(w.deeds) THEN 'leaves them' ELSE 'presses buttons' END AS deed,
    CASE WHEN w.faceless THEN ', and it has no icon' ELSE '' END AS icon,
    CASE WHEN w.maker = 'maker' THEN 'low' WHEN w.faceless THEN 'high' ELSE 'medium' END AS level
FROM (
    SELECT *, regexp_replace(regexp_replace(caller, '\.[^.]+$', ''), '\$.*$', '') AS home,
        list(CASE WHEN callee LIKE '%performGlobalAction' THEN 'leaves' ELSE 'presses' END) OVER (PARTITION BY evidence) AS deeds
    FROM ways WHERE entry = 'accessibility' AND api = 'accessibility.act' AND NOT in_library
) w
JOIN screens s ON s.evidence = w.evidence AND s.home = w.home
QUALIFY row_number() OVER (PARTITION BY w.evidence ORDER BY w.callee NOT LIKE '%performGlobalAction', w.hops, w.method, w.pc) = 1

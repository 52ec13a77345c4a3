/* ---
title = "What is typed or shown can leave the phone"
question = "backdoor"
category = "surveillance"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["apps", "reach", "api_uses", "components"]
says = "{package} is {kind}; from there {entry_method} leads to {callee}, which sends data over the network{icon}."
advice = "Use another keyboard; look in the accessibility settings for services that you did not switch on."
because = "A keyboard sees every password; an accessibility service sees every screen. Neither needs the network in the same breath."
falsepositives = ["Keyboards that fetch suggestions or emoji, and screen readers with online voices."]
limits = "High where the phone's settings say that it is switched on, or where it came with the phone and has no icon. That the typed text itself is sent is said only where the flow could be followed."
references = ["Kika and ai.type keyboards, 2017", "RottenSys: accessibility"]
--- */
SELECT
    package AS subject, evidence, package, entry_method, callee, caller || ':' || pc AS locator, steps(path) AS detail,
    CASE entry WHEN 'input-method' THEN 'a keyboard' ELSE 'an accessibility service' END AS kind,
    CASE WHEN has_launcher THEN '' ELSE ', and it has no icon' END AS icon,
    CASE WHEN NOT has_launcher AND maker <> 'maker' AND power >= 1 AND keys THEN 'high' WHEN maker <> 'maker' AND keys AND chosen THEN 'high' WHEN maker <> 'maker' AND keys THEN 'medium' ELSE 'low' END AS level
FROM (
    SELECT *, EXISTS (SELECT 1 FROM settings s WHERE s.name IN ('enabled_accessibility_services', 'default_input_method') AND contains(':' || s.value, ':' || ways.package || '/')) AS chosen, regexp_matches(entry_method, '\.(onKeyDown|onKeyUp|onKeyLongPress|onKey|onUpdateSelection|onText|onAccessibilityEvent|onKeyEvent)$') AS keys
    FROM ways
    WHERE entry IN ('input-method', 'accessibility') AND category IN ('net-send', 'net-open') AND NOT in_library AND hops <= 8
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY NOT keys, category <> 'net-send', hops, method, pc) = 1
)

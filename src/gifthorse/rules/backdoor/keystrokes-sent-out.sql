/* ---
title = "What is typed or shown can leave the phone"
question = "backdoor"
category = "surveillance"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["apps", "reach", "origins", "api_uses", "components"]
says = "{package} is {kind}; from there {entry_method} leads to {callee}, which sends data over the network{icon}{followed}."
advice = "Use another keyboard; look in the accessibility settings for services that you did not switch on."
because = "A keyboard sees every password; an accessibility service sees every screen. Neither needs the network in the same breath."
falsepositives = ["Keyboards that fetch suggestions or emoji, and screen readers with online voices."]
limits = "High where the phone's settings say that it is switched on, or where it came with the phone and has no icon. That the typed text itself is sent is said only where the flow could be followed."
references = ["Kika and ai.type keyboards, 2017", "RottenSys: accessibility"]
--- */
SELECT
    package AS subject, evidence, package, entry_method, callee, caller || ':' || pc AS locator, steps(path) AS detail,
    CASE entry WHEN 'input-method' THEN 'a keyboard' ELSE 'an accessibility service' END AS kind,
    CASE WHEN faceless THEN ', and it has no icon' ELSE '' END AS icon,
    CASE WHEN flows THEN '; what is typed or shown is in these data' ELSE '' END AS followed,
    CASE WHEN maker = 'maker' OR NOT (keys OR flows) THEN 'low' WHEN keys AND (chosen OR (faceless AND (power >= 1 OR flows))) THEN 'high' ELSE 'medium' END AS level,
    CASE WHEN flows THEN 'high' ELSE 'medium' END AS confidence
FROM (
    SELECT *, evidence IN (SELECT evidence FROM sends WHERE origin IN ('keystrokes', 'screen') AND entry IN ('input-method', 'accessibility', 'alarm', 'job', 'receiver', 'service')) AS flows,
        EXISTS (SELECT 1 FROM settings s WHERE s.name IN ('enabled_accessibility_services', 'default_input_method') AND contains(':' || s.value, ':' || ways.package || '/')) AS chosen,
        regexp_matches(entry_method, '\.(onKeyDown|onKeyUp|onKeyLongPress|onKey|onUpdateSelection|onText|onAccessibilityEvent|onKeyEvent)$') AS keys
    FROM ways
    WHERE entry IN ('input-method', 'accessibility') AND category IN ('net-send', 'net-open') AND NOT in_library AND hops <= 8
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY NOT keys, category <> 'net-send', hops, method, pc) = 1
)

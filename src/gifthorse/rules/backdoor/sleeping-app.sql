/* ---
title = "A powerful app lies switched off until somebody wakes it"
question = "backdoor"
category = "hidden"
level = "medium"
confidence = "high"
basis = "capability"
needs = ["apps", "components", "api_uses"]
says = "{package} is switched off as a whole, but once another app or a person switches it on it can {deeds}{power}{address}."
advice = "On a live phone look whether it is on; remove or disable it, and ask the maker what wakes it."
because = "It is in no list of running apps and looks dead, yet it came with rights that no app from a store gets. Whoever may switch components on, wakes it with one call."
falsepositives = ["Demonstration and carrier apps that are meant for other buyers of the same phone."]
limits = "Which program wakes it is not searched. Other rules say nothing high of such an app. Low if it can only take away."
references = ["Verizon Showcase on Pixel phones, 2024"]
--- */
SELECT
    p.package AS subject, p.evidence, p.package, p.path AS locator, listing(d.deeds) AS deeds,
    CASE WHEN p.power_awake >= 3 THEN ' with the system''s own identity' WHEN p.power_awake = 2 THEN ' as a privileged app' ELSE '' END AS power,
    coalesce(', and fetches from ' || a.address || ' without encryption', '') AS address, array_to_string(d.places[1:12], chr(10)) AS detail,
    CASE WHEN p.power_awake >= 2 AND list_has_any(d.deeds, ['install apps', 'run commands', 'load other code', 'replace the system']) THEN 'medium' ELSE 'low' END AS level
FROM app_power p
JOIN (
    SELECT evidence, list_sort(list(DISTINCT CASE category
        WHEN 'install' THEN 'install apps' WHEN 'exec' THEN 'run commands' WHEN 'code-load' THEN 'load other code' WHEN 'recovery' THEN 'replace the system'
        WHEN 'wipe' THEN 'erase the phone' WHEN 'uninstall' THEN 'remove apps' WHEN 'permission-grant' THEN 'hand out permissions' END)) AS deeds,
        list_sort(list(DISTINCT caller || ':' || pc)) AS places
    FROM api_uses
    WHERE NOT in_library AND (category IN ('exec', 'recovery', 'wipe', 'uninstall')
        OR api IN ('install.silent', 'install.session', 'install.session-data', 'install.session-file', 'install.command')
        OR (category = 'code-load' AND api <> 'code-load.package-context') OR (category = 'permission-grant' AND api <> 'permission-grant.uri'))
    GROUP BY evidence
) d USING (evidence)
LEFT JOIN (
    SELECT evidence, any_value(address ORDER BY address) AS address FROM addresses WHERE address LIKE 'http://%' AND NOT for_tests(address) GROUP BY evidence
) a USING (evidence)
WHERE p.asleep AND p.partition IS NOT NULL

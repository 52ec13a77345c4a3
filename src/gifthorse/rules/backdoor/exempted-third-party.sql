/* ---
title = "A third party's app is freed from limits that hold for all others"
question = "backdoor"
category = "hidden"
level = "low"
confidence = "high"
basis = "configured"
needs = ["apps", "sysconfig", "signers"]
says = "{package}, signed by {who} and not by the phone's maker, {freedoms}{face}."
advice = "Ask why; disable the app if you do not need it."
because = "Limits on the background are what keeps an app from watching all day. Who may ignore them was decided without the owner."
falsepositives = ["Carriers' and partners' apps that must be reached at any time."]
limits = "Medium only without an icon and with more than one such freedom, or where the app may read bug reports or the place although it is switched off."
references = ["frameworks/base: SystemConfig"]
--- */
WITH freed AS (
    SELECT evidence, package, element, CASE element
        WHEN 'allow-in-power-save' THEN 'never sleeps' WHEN 'allow-in-power-save-except-idle' THEN 'seldom sleeps' WHEN 'allow-in-data-usage-save' THEN 'ignores data saving'
        WHEN 'hidden-api-whitelisted-app' THEN 'may use the system''s hidden functions' WHEN 'allow-ignore-location-settings' THEN 'sees the place although it is switched off'
        WHEN 'allow-unthrottled-location' THEN 'may ask for the place all the time' WHEN 'bugreport-whitelisted' THEN 'may take bug reports, with all logs'
        WHEN 'system-user-whitelisted-app' THEN 'runs for every user' WHEN 'allow-implicit-broadcast' THEN 'hears every broadcast'
    END AS freedom
    FROM sysconfig WHERE package IS NOT NULL
)
SELECT
    p.package AS subject, p.evidence, p.package, p.path AS locator, string_agg(DISTINCT f.element, ' ') AS detail, coalesce(key_owner(any_value(s.subject)), 'nobody') AS who,
    array_to_string(list_sort(list(DISTINCT f.freedom)), ', ') AS freedoms, CASE WHEN p.has_launcher THEN '' ELSE ', and has no icon' END AS face,
    CASE WHEN bool_or(f.element IN ('allow-ignore-location-settings', 'bugreport-whitelisted')) OR (NOT p.has_launcher AND count(DISTINCT f.element) > 1) THEN 'medium' ELSE 'low' END AS level
FROM app_power p
JOIN freed f ON f.package = p.package AND f.freedom IS NOT NULL
LEFT JOIN (SELECT evidence, any_value(subject ORDER BY position) AS subject FROM signers WHERE scheme <> 'lineage' GROUP BY evidence) s ON s.evidence = p.evidence
WHERE p.maker = 'third party' AND coalesce(p.family, '') <> 'google' AND p.partition IS NOT NULL
GROUP BY p.package, p.evidence, p.path, p.has_launcher

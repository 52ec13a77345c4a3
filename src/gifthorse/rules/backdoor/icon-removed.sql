/* ---
title = "An app removes its own icon"
question = "backdoor"
category = "hidden"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["apps", "origins", "components", "api_uses"]
says = "{package} has an icon and switches it off by itself: {callee} on {name}."
advice = "Look for the app in the settings, under all apps, and remove it."
because = "An app that makes itself invisible after the first start wants to stay."
falsepositives = ["Set-up assistants, which switch themselves off when they are done."]
limits = "The value must be constant; where the name is not known, the call must lie in the screen that has the icon. Apps with a second icon are left out: their users choose one."
references = ["HiddenAds family", "Cosiloon, 2018"]
--- */
SELECT
    u.package AS subject, u.evidence, u.package, u.callee, coalesce(n.detail, f.component) AS name, u.caller || ':' || u.pc AS locator,
    steps(v.path) AS detail, CASE WHEN p.maker = 'maker' OR p.uid <> 'app' THEN 'info' ELSE 'medium' END AS level,
    CASE WHEN n.detail IS NOT NULL THEN 'medium' ELSE 'low' END AS confidence
FROM api_uses u
JOIN app_power p ON p.evidence = u.evidence
JOIN origins v ON v.evidence = u.evidence AND v.method = u.method AND v.pc = u.pc AND v.argument = 'value' AND v.detail = '2'
    AND NOT list_contains(coalesce(v.guards, []), 'user-asked')
JOIN intent_filters f ON f.evidence = u.evidence AND f.action = 'android.intent.action.MAIN' AND list_contains(f.categories, 'android.intent.category.LAUNCHER')
LEFT JOIN origins n ON n.evidence = u.evidence AND n.method = u.method AND n.pc = u.pc AND n.argument = 'name' AND n.origin = 'constant'
WHERE u.api = 'component-enable.component' AND NOT u.in_library
  -- An app with a second icon may let its user choose between them.
  AND (SELECT count(DISTINCT i.component) FROM intent_filters i WHERE i.evidence = u.evidence AND list_contains(i.categories, 'android.intent.category.LAUNCHER')) = 1
  AND CASE WHEN n.detail IS NULL THEN u.caller LIKE f.component || '.%'
      ELSE contains(n.detail, f.component) OR f.component LIKE '%.' || regexp_extract(n.detail, '[A-Za-z0-9_$]+$') END
QUALIFY row_number() OVER (PARTITION BY u.evidence ORDER BY u.caller, u.pc) = 1

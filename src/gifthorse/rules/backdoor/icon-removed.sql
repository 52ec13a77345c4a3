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
limits = "The value must be constant."
references = ["HiddenAds family", "Cosiloon, 2018"]
--- */
SELECT
    n.package AS subject, n.evidence, n.package, u.callee, n.detail AS name, u.caller || ':' || u.pc AS locator, steps(n.path) AS detail,
    CASE WHEN p.maker = 'maker' OR p.uid <> 'app' THEN 'info' ELSE 'medium' END AS level
FROM origins n
JOIN api_uses u ON u.evidence = n.evidence AND u.method = n.method AND u.pc = n.pc AND u.api = n.api
JOIN app_power p ON p.evidence = n.evidence
JOIN intent_filters f ON f.evidence = n.evidence AND f.action = 'android.intent.action.MAIN' AND list_contains(f.categories, 'android.intent.category.LAUNCHER')
WHERE n.api = 'component-enable.component' AND n.argument = 'name' AND NOT u.in_library
  AND (contains(n.detail, f.component) OR f.component LIKE '%.' || regexp_extract(n.detail, '[A-Za-z0-9_$]+$'))
  AND EXISTS (SELECT 1 FROM origins v WHERE v.evidence = n.evidence AND v.method = n.method AND v.pc = n.pc AND v.argument = 'value' AND v.detail = '2')
QUALIFY row_number() OVER (PARTITION BY n.evidence ORDER BY u.caller, u.pc) = 1

/* ---
title = "An app sends more than its job needs"
question = "line"
category = "exfiltration"
level = "low"
confidence = "medium"
basis = "observed"
needs = ["connections", "apps", "components", "intent_filters", "permissions_used"]
says = "{who}, {job}, sent {out} KB to {whom} and got {into} KB back."
advice = "Use another app for this, or take its right to the network away."
because = "A keyboard sees everything that is typed, passwords included. A calculator, a light or a picture behind the icons has nothing to tell anybody."
falsepositives = ["Backups of a keyboard's words, and themes and dictionaries that are fetched."]
limits = "What an app is for is told by its manifest, not by its name."
references = []
--- */
WITH jobs AS (
    SELECT package, 'a keyboard' AS job, 20e3 AS enough FROM components WHERE kind = 'service' AND permission = 'android.permission.BIND_INPUT_METHOD' AND enabled
    UNION SELECT package, 'a calculator', 20e3 FROM intent_filters WHERE list_contains(categories, 'android.intent.category.APP_CALCULATOR')
    UNION SELECT package, 'a torch', 20e3 FROM permissions_used WHERE name = 'android.permission.FLASHLIGHT'
        AND package NOT IN (SELECT package FROM permissions_used WHERE name IN ('android.permission.RECORD_AUDIO', 'android.permission.READ_PHONE_STATE', 'android.permission.WRITE_EXTERNAL_STORAGE', 'android.permission.MANAGE_ACCOUNTS', 'android.permission.USE_CREDENTIALS'))
        AND package IN (SELECT package FROM permissions_used GROUP BY package HAVING count(*) <= 8)
    UNION SELECT package, 'a live wallpaper', 100e3 FROM components WHERE kind = 'service' AND permission = 'android.permission.BIND_WALLPAPER' AND enabled
        AND package IN (SELECT package FROM apps WHERE NOT has_launcher)
)
SELECT any_value(k.subject) AS subject, 'connection' AS subject_kind, k.evidence, k.who, coalesce(k.registered, k.whom) AS whom, j.job, round(sum(k.bytes_out) / 1e3)::BIGINT AS out, round(sum(k.bytes_in) / 1e3)::BIGINT AS into,
    'packet ' || min(k.first_packet) AS locator, count(*) || ' connections' AS detail,
    CASE WHEN sum(k.bytes_out) > 200e3 AND sum(k.bytes_out) > 2 * sum(k.bytes_in) THEN 'medium' ELSE 'low' END AS level
FROM talks k JOIN jobs j ON j.package = k.package
WHERE NOT k.local
GROUP BY k.evidence, k.who, coalesce(k.registered, k.whom), j.job HAVING sum(k.bytes_out) > max(j.enough) AND sum(k.bytes_out) > sum(k.bytes_in)

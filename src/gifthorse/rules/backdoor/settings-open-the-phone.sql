/* ---
title = "The phone's settings let somebody look over your shoulder"
question = "backdoor"
category = "control"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["settings"]
says = "The setting {name} is {value}: {meaning}{set_by}."
advice = "Look in the settings whether you wanted that; switch it off if not."
because = "Whoever has a phone in his hands for a minute leaves such settings behind: a service that sees everything, a guard that is off, a door that is open."
falsepositives = ["Accessibility services and developer options that the owner switched on himself."]
limits = "Read from the phone's own files. High only when the service belongs to an app without an icon that is not the maker's, or adb is open to the network."
references = ["NoviSpy, 2024: verifier_verify_adb_installs=0", "stalkerware-indicators"]
--- */
WITH listed AS (
    SELECT *, unnest(CASE WHEN name IN ('enabled_accessibility_services', 'enabled_notification_listeners') THEN string_split(coalesce(value, ''), ':') ELSE [coalesce(value, '')] END) AS one
    FROM settings
),
told AS (
    SELECT l.*, split_part(l.one, '/', 1) AS app, CASE
        WHEN name = 'enabled_accessibility_services' AND contains(one, '/') THEN 'this service sees and presses everything on the screen'
        WHEN name = 'enabled_notification_listeners' AND contains(one, '/') THEN 'this service reads every notification'
        WHEN name = 'package_verifier_enable' AND one = '0' THEN 'new apps are not checked'
        WHEN name = 'package_verifier_user_consent' AND one = '-1' THEN 'new apps are not checked'
        WHEN name = 'verifier_verify_adb_installs' AND one = '0' THEN 'apps that are put on over the cable are not checked'
        WHEN name = 'adb_enabled' AND one = '1' THEN 'USB debugging is on'
        WHEN name = 'adb_wifi_enabled' AND one = '1' THEN 'adb is open to the network'
        WHEN name = 'install_non_market_apps' AND one = '1' THEN 'apps from anywhere may be installed'
    END AS meaning
    FROM listed l
)
SELECT
    t.name AS subject, 'phone' AS subject_kind, t.evidence, t.name, t.one AS value, t.meaning, t.one AS locator, t.name || '=' || coalesce(t.value, '') AS detail,
    coalesce(', set by ' || t.package, '') AS set_by,
    CASE
        WHEN t.name = 'adb_wifi_enabled' THEN 'high'
        WHEN t.name IN ('enabled_accessibility_services', 'enabled_notification_listeners') THEN CASE
            WHEN p.maker = 'maker' OR regexp_matches(t.app, '^com\.(google\.android|android)\.') AND p.evidence IS NULL THEN 'info'
            WHEN p.evidence IS NOT NULL AND NOT p.has_launcher THEN 'high' ELSE 'medium' END
        WHEN t.name = 'install_non_market_apps' THEN 'low' ELSE 'medium'
    END AS level,
    CASE WHEN t.name = 'adb_wifi_enabled' THEN 'medium' ELSE 'high' END AS confidence
FROM told t
LEFT JOIN (SELECT * FROM app_power QUALIFY row_number() OVER (PARTITION BY package ORDER BY partition IS NULL, path) = 1) p ON p.package = t.app
WHERE t.meaning IS NOT NULL

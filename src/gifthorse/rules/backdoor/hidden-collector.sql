/* ---
title = "A system app without an icon collects who you are and sends it out by itself"
question = "backdoor"
category = "hidden"
level = "high"
confidence = "high"
basis = "capability"
needs = ["apps", "components", "reach", "api_uses"]
says = "{package} has no icon, {starts}, reads {kinds} {rights} and sends data over the network{address}: {callee}."
advice = "Disable the app; ask the maker what it collects and for whom."
because = "An app with the system's rights, no face and no switch, that identifies the phone and calls home whenever there is a network, is how the known preinstalled spies look."
falsepositives = ["The maker's own registration, warranty or diagnostics service. Ask what it sends and whether it can be switched off."]
limits = "Reading and sending lie in the same app; that exactly these data are sent is shown only when the flow could be followed. Without encryption high, else medium."
references = ["com.data.acquisition on BLU phones", "Adups, 2016", "Kryptowire, DEF CON 26"]
--- */
WITH starts AS (
    SELECT evidence, list_sort(list(DISTINCT CASE
        WHEN action LIKE '%BOOT_COMPLETED' THEN 'when the phone is switched on' WHEN action LIKE 'android.net.%' THEN 'when the network changes'
        WHEN action LIKE '%USER_PRESENT' THEN 'when it is unlocked' WHEN action LIKE '%PACKAGE_ADDED' THEN 'when an app is installed'
        WHEN action LIKE '%POWER_CONNECTED' THEN 'when it is charged' ELSE 'when the SIM changes' END)) AS actions
    FROM intent_filters
    WHERE kind = 'receiver' AND action IN ('android.intent.action.BOOT_COMPLETED', 'android.intent.action.LOCKED_BOOT_COMPLETED',
        'android.net.conn.CONNECTIVITY_CHANGE', 'android.net.wifi.WIFI_STATE_CHANGED', 'android.net.wifi.STATE_CHANGE', 'android.intent.action.USER_PRESENT',
        'android.intent.action.PACKAGE_ADDED', 'android.intent.action.ACTION_POWER_CONNECTED', 'android.intent.action.SIM_STATE_CHANGED')
    GROUP BY evidence
),
reads AS (
    SELECT evidence, list_sort(list(DISTINCT CASE
        WHEN category = 'identifiers' THEN 'the phone''s and SIM''s numbers' WHEN category = 'app-list' THEN 'the list of apps'
        WHEN category IN ('sms-read', 'call-log', 'contacts') THEN 'messages, calls or contacts' WHEN category = 'location' THEN 'the place'
        WHEN category IN ('usage-stats', 'accounts') THEN 'usage and accounts' ELSE 'the surroundings' END)) AS kinds
    FROM api_uses
    WHERE reached AND (api IN ('identifiers.imei', 'identifiers.imsi', 'identifiers.sim', 'identifiers.number', 'app-list.packages')
        OR category IN ('sms-read', 'call-log', 'contacts', 'location', 'usage-stats', 'accounts'))
    GROUP BY evidence
),
goes_out AS (
    SELECT *
    FROM ways
    WHERE category IN ('net-send', 'net-open') AND entry IN ('boot', 'receiver', 'service', 'job', 'alarm', 'application')
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY category = 'net-open', in_library, hops, method, pc) = 1
),
personal AS (SELECT evidence, bool_or(address LIKE 'http://%' AND NOT for_tests(address)) AS in_clear, count(*) AS flows FROM sends WHERE origin IN ('identifier', 'messages', 'sms', 'contacts', 'calls', 'location', 'accounts') GROUP BY evidence),
clear AS (
    SELECT evidence, any_value(address ORDER BY address) AS address FROM addresses
    WHERE address LIKE 'http://%' AND NOT for_tests(address) GROUP BY evidence
)
SELECT
    g.package AS subject, g.evidence, g.package, g.rights, g.callee, g.caller || ':' || g.pc AS locator, steps(g.path) AS detail,
    listing(r.kinds) AS kinds, 'starts by itself ' || listing(s.actions[1:3]) AS starts,
    coalesce(', in the clear to ' || c.address, '') AS address,
    CASE WHEN g.power >= 3 AND p.in_clear THEN 'high'
        WHEN p.in_clear AND g.maker = 'third party' THEN 'high' ELSE 'medium' END AS level,
    CASE WHEN p.flows > 0 THEN 'high' ELSE 'medium' END AS confidence
FROM goes_out g
JOIN starts s USING (evidence)
JOIN reads r USING (evidence)
LEFT JOIN personal p USING (evidence)
LEFT JOIN clear c USING (evidence)
WHERE NOT g.has_launcher AND g.partition IS NOT NULL
  AND (g.power >= 3 OR g.maker = 'third party')
  AND ('the phone''s and SIM''s numbers' = ANY(r.kinds) OR len(r.kinds) >= 2)

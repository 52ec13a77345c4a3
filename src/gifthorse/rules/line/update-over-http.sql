/* ---
title = "Updates or apps are fetched without encryption"
question = "line"
category = "update-over-http"
level = "high"
confidence = "medium"
basis = "capability"
needs = ["apps", "origins", "reach", "api_uses"]
says = "{package} can {deed} and fetches from {address} without encryption{check}."
advice = "Update only over networks that you trust; better, disable the app."
because = "Whoever stands on the line can see that an update is asked for and answer in the server's place. Without a signature check the answer is installed."
falsepositives = ["Downloads whose signature is checked in the recovery system afterwards, as Android's own whole-system updates are."]
limits = "Address and installation lie in the same app; that the one feeds the other is shown only when the flow could be followed. Then it is high."
references = ["Wheatek OTA: Kryptowire, DEF CON 26", "CVE-2016-6564", "Xiaomi AnalyticsCore before MIUI 7.3"]
--- */
WITH clear AS (
    SELECT o.evidence, any_value(o.detail ORDER BY o.detail) AS address, any_value(u.caller || ':' || o.pc ORDER BY o.detail) AS place, any_value(o.path ORDER BY o.detail) AS path
    FROM origins o JOIN api_uses u ON u.evidence = o.evidence AND u.method = o.method AND u.pc = o.pc AND u.api = o.api
    WHERE o.category = 'net-open' AND o.origin IN ('constant', 'resource') AND regexp_matches(o.detail, '^http://[A-Za-z0-9]') AND NOT u.in_library
      AND NOT regexp_matches(o.detail, '^http://(localhost|127\.|10\.|192\.168\.|schemas?\.|www\.w3\.org)')
      AND NOT regexp_matches(o.detail, '(generate_204|gen_204|connectivitycheck)')
    GROUP BY o.evidence
),
flow AS (
    SELECT evidence, any_value(address) AS address, any_value(caller || ':' || pc) AS place, any_value(path) AS path
    FROM decided_outside
    WHERE category IN ('install', 'recovery') AND api NOT IN ('install.intent', 'install.intent-type') AND source = 'http' AND clear AND NOT content_checked(guards) GROUP BY evidence
),
puts AS (
    SELECT evidence, bool_or(category = 'recovery') AS system, bool_and(content_checked(guards)) AS checked, bool_or(entry NOT IN ('activity')) AS by_itself
    FROM reach
    WHERE api IN ('recovery.install', 'install.silent', 'install.session', 'install.session-data', 'install.session-file', 'install.command', 'install.intent-type', 'install.intent')
    GROUP BY evidence
)
SELECT
    p.package AS subject, p.evidence, p.package, coalesce(f.address, c.address) AS address, coalesce(f.place, c.place) AS locator, steps(coalesce(f.path, c.path)) AS detail,
    CASE WHEN i.system THEN 'replace the phone''s system' ELSE 'install apps' END AS deed,
    CASE WHEN i.checked THEN ', and checks a signature or asks' ELSE ', and no signature check was found' END AS check,
    CASE WHEN f.evidence IS NOT NULL AND p.power >= 1 THEN 'high' WHEN i.checked THEN 'low'
        WHEN p.power >= 1 AND i.by_itself THEN 'medium' ELSE 'low' END AS level,
    CASE WHEN f.evidence IS NOT NULL THEN 'high' ELSE 'low' END AS confidence
FROM puts i
JOIN app_power p USING (evidence)
LEFT JOIN flow f USING (evidence)
LEFT JOIN clear c USING (evidence)
WHERE (f.evidence IS NOT NULL OR c.evidence IS NOT NULL) AND (f.evidence IS NOT NULL OR p.power >= 1)

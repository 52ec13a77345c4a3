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
limits = "Address and installation lie in the same app; that the one feeds the other is shown only when the flow could be followed. Then it is high, or medium where the installer asks the user or the app is the user's own. Else it is medium only if the address sounds like a delivery."
references = ["Wheatek OTA: Kryptowire, DEF CON 26", "CVE-2016-6564", "Xiaomi AnalyticsCore before MIUI 7.3"]
--- */
WITH clear AS (
    SELECT a.evidence, any_value(a.address ORDER BY delivers(a.address) DESC, a.address) AS address,
        any_value(a.caller || ':' || a.pc ORDER BY delivers(a.address) DESC, a.address) AS place
    FROM addresses a JOIN places u USING (evidence, method, pc)
    WHERE a.address LIKE 'http://%' AND NOT for_tests(a.address) AND NOT u.in_library
      AND NOT regexp_matches(a.address, '^http://(schemas?\.|www\.w3\.org)') AND NOT regexp_matches(a.address, '(generate_204|gen_204|connectivitycheck)')
    GROUP BY a.evidence
),
flow AS (
    SELECT evidence, any_value(address) AS address, any_value(caller || ':' || pc) AS place, any_value(path) AS path,
        bool_and(api IN ('install.intent', 'install.intent-type')) AS asks
    FROM decided_outside
    WHERE category IN ('install', 'recovery') AND source = 'http' AND clear AND NOT content_checked(guards) GROUP BY evidence
),
puts AS (
    SELECT evidence, bool_or(category = 'recovery') AS system, bool_and(content_checked(guards)) AS checked, bool_or(entry NOT IN ('activity')) AS by_itself
    FROM reach
    WHERE api IN ('recovery.install', 'install.silent', 'install.session', 'install.session-data', 'install.session-file', 'install.command', 'install.intent-type', 'install.intent')
    GROUP BY evidence
)
SELECT
    p.package AS subject, p.evidence, p.package, coalesce(f.address, c.address) AS address, coalesce(f.place, c.place) AS locator, steps(f.path) AS detail,
    CASE WHEN i.system THEN 'replace the phone''s system' ELSE 'install apps' END AS deed,
    CASE WHEN i.checked THEN ', and checks a signature or asks' ELSE ', and no signature check was found' END AS check,
    CASE WHEN f.evidence IS NOT NULL AND p.power >= 1 AND NOT f.asks THEN 'high' WHEN f.evidence IS NOT NULL THEN 'medium' WHEN i.checked THEN 'low'
        WHEN p.power >= 1 AND i.by_itself AND delivers(c.address) THEN 'medium' ELSE 'low' END AS level,
    CASE WHEN f.evidence IS NOT NULL THEN 'high' ELSE 'low' END AS confidence
FROM puts i
JOIN app_power p USING (evidence)
LEFT JOIN flow f USING (evidence)
LEFT JOIN clear c USING (evidence)
WHERE (f.evidence IS NOT NULL OR c.evidence IS NOT NULL) AND (f.evidence IS NOT NULL OR p.power >= 1 OR delivers(c.address))

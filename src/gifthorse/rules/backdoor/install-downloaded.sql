/* ---
title = "An app installs what it downloads without asking"
question = "backdoor"
category = "silent-install"
level = "high"
confidence = "high"
basis = "capability"
needs = ["apps", "origins", "api_uses", "methods", "calls"]
says = "{package} installs apps that it downloads{address} without asking{check}: {callee}{others}."
advice = "Disable the app. If it belongs to the carrier or maker, ask which apps it has installed."
because = "Whoever runs the server puts any app on the phone, with any permission that it asks for. Without encryption, so does whoever stands on the line."
falsepositives = ["The maker's own app store, when the consent is asked on a screen the analysis does not connect with the installation."]
limits = "Apps without the right to install are not counted: Android asks before each of their installations. Critical when the download is not encrypted; medium for the maker's own store-like apps, and where another class asks for the same file and compares digests or signatures: that this comes first is not shown."
references = ["Gigaset / Redstone, 2021", "Adups, 2016", "Xiaomi AnalyticsCore, 2016"]
--- */
WITH found AS (
    SELECT d.*, a.has_launcher AS has_icon, count(*) OVER (PARTITION BY d.evidence) AS places
    FROM decided_outside d JOIN apps a USING (evidence)
    WHERE category = 'install' AND d.api IN ('install.silent', 'install.session', 'install.session-data', 'install.session-file', 'install.command')
      AND source IN ('http', 'socket', 'push', 'sms') AND power >= 1 AND NOT content_checked(guards) AND NOT in_library
      AND d.evidence IN (SELECT evidence FROM silent_installers)
    QUALIFY row_number() OVER (PARTITION BY d.evidence ORDER BY clear DESC, proven DESC, len(d.path), method, pc) = 1
),
-- Classes that call a method of the way and compare digests or signatures: a step of its own between download and installation.
stepped AS (SELECT evidence, unnest(list_distinct(list_transform(path, lambda step: split_part(step, ':', 1)))) AS name FROM found),
asked AS (
    SELECT DISTINCT u.evidence, u.class FROM stepped s
    JOIN methods m ON m.evidence = s.evidence AND m.class || '.' || m.name = s.name AND m.name NOT IN ('<init>', '<clinit>', 'run')
    JOIN calls c ON c.evidence = m.evidence AND c.callee = m.method
    JOIN methods u ON u.evidence = c.evidence AND u.method = c.method
    WHERE u.class || '.' || u.name NOT IN (SELECT name FROM stepped)
),
verifiers AS (
    SELECT DISTINCT k.evidence FROM asked k
    JOIN methods u ON u.evidence = k.evidence AND u.class = k.class
    JOIN calls c ON c.evidence = u.evidence AND c.method = u.method
    JOIN methods t ON t.evidence = c.evidence AND t.method = c.callee
    WHERE t.class || '.' || t.name IN ('java.util.Arrays.equals', 'java.security.MessageDigest.isEqual', 'java.security.Signature.verify')
)
SELECT
    package AS subject, evidence, package, callee,
    CASE WHEN long_way(path) OR v.evidence IS NOT NULL THEN 'medium' WHEN clear THEN 'critical' WHEN maker = 'maker' AND has_icon THEN 'medium' ELSE 'high' END AS level,
    CASE WHEN proven THEN 'high' ELSE 'medium' END AS confidence,
    CASE WHEN v.evidence IS NULL THEN ' and without a signature check that we can see' ELSE ', though another part of it compares digests or signatures of what was downloaded' END AS check,
    whence(address, distance) AS address,
    caller || ':' || pc AS locator, steps(path) AS detail,
    more_ways(places) AS others
FROM found LEFT JOIN verifiers v USING (evidence)

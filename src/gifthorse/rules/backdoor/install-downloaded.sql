/* ---
title = "An app installs what it downloads without asking"
question = "backdoor"
category = "silent-install"
level = "high"
confidence = "high"
basis = "capability"
needs = ["apps", "origins", "api_uses"]
says = "{package} installs apps that it downloads{address} without asking and without a signature check that we can see: {callee}{others}."
advice = "Disable the app. If it belongs to the carrier or maker, ask which apps it has installed."
because = "Whoever runs the server puts any app on the phone, with any permission that it asks for. Without encryption, so does whoever stands on the line."
falsepositives = ["The maker's own app store, when the consent is asked on a screen the analysis does not connect with the installation."]
limits = "Critical when the download is not encrypted; medium for the maker's own store-like apps."
references = ["Gigaset / Redstone, 2021", "Adups, 2016", "Xiaomi AnalyticsCore, 2016"]
--- */
SELECT
    package AS subject, evidence, package, callee,
    CASE WHEN long_way(path) THEN 'medium' WHEN clear THEN 'critical' WHEN maker = 'maker' AND has_icon THEN 'medium' ELSE 'high' END AS level,
    CASE WHEN proven THEN 'high' ELSE 'medium' END AS confidence,
    whence(address, distance) AS address,
    caller || ':' || pc AS locator, steps(path) AS detail,
    more_ways(places) AS others
FROM (
    SELECT d.*, a.has_launcher AS has_icon, count(*) OVER (PARTITION BY d.evidence) AS places
    FROM decided_outside d JOIN apps a USING (evidence)
    WHERE category = 'install' AND d.api IN ('install.silent', 'install.session', 'install.session-data', 'install.session-file', 'install.command')
      AND source IN ('http', 'socket', 'push', 'sms') AND power >= 1 AND NOT content_checked(guards) AND NOT in_library
    QUALIFY row_number() OVER (PARTITION BY d.evidence ORDER BY clear DESC, proven DESC, len(d.path), method, pc) = 1
)

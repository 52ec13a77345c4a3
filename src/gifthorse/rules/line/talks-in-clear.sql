/* ---
title = "An app talks to servers without encryption"
question = "line"
category = "cleartext"
level = "low"
confidence = "medium"
basis = "capability"
needs = ["apps", "origins", "api_uses"]
says = "{package} opens unencrypted connections {rights}: {address}{others}."
advice = "Use the app only on networks that you trust; tell its maker."
because = "Everybody on the way can read and change what is said: the café's Wi-Fi, the provider, a state."
falsepositives = ["Checks whether a network needs a log-in page, which must be unencrypted.", "Addresses that are only shown or that the server turns into https."]
limits = "Addresses must be constant. An odd port or a privileged app makes it medium; what is sent is judged by other rules."
references = ["CWE-319", "OWASP MASVS-NETWORK-1"]
--- */
SELECT
    package AS subject, evidence, package, rights, detail AS address, caller || ':' || pc AS locator,
    array_to_string(all_addresses[1:20], chr(10)) AS detail,
    CASE WHEN len(all_addresses) > 1 THEN ' and ' || (len(all_addresses) - 1) || ' more' ELSE '' END AS others,
    CASE WHEN for_tests(address) THEN 'low' WHEN power >= 3 OR (power >= 1 AND odd_port) THEN 'medium' ELSE 'low' END AS level
FROM (
    SELECT p.package, a.evidence, a.address AS detail, a.pc, a.caller, p.rights, p.power, regexp_matches(a.address, '^http://[^/]+:[0-9]{2,5}') AS odd_port,
        list_distinct(list(a.address) OVER (PARTITION BY a.evidence)) AS all_addresses
    FROM addresses a
    JOIN (SELECT evidence, method, pc, bool_and(in_library) AS in_library FROM api_uses WHERE reached GROUP BY evidence, method, pc) u USING (evidence, method, pc)
    JOIN app_power p USING (evidence)
    WHERE a.address LIKE 'http://%' AND NOT u.in_library AND NOT regexp_matches(a.address, '^http://(schemas?\.|www\.w3\.org|xmlpull\.org|ns\.adobe)')
      AND NOT regexp_matches(a.address, '(generate_204|gen_204|/hotspot-detect|connectivitycheck|/success\.(txt|html))')
    QUALIFY row_number() OVER (PARTITION BY a.evidence ORDER BY for_tests(a.address), odd_port DESC, a.address) = 1
)

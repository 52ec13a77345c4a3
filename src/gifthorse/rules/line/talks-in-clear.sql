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
    SELECT o.package, o.evidence, o.detail, o.pc, u.caller, p.rights, p.power, regexp_matches(o.detail, '^http://[^/]+:[0-9]{2,5}') AS odd_port,
        list_distinct(list(o.detail) OVER (PARTITION BY o.evidence)) AS all_addresses
    FROM origins o
    JOIN api_uses u ON u.evidence = o.evidence AND u.method = o.method AND u.pc = o.pc AND u.api = o.api
    JOIN app_power p ON p.evidence = o.evidence
    WHERE o.category = 'net-open' AND o.origin IN ('constant', 'resource') AND NOT u.in_library AND u.reached
      AND regexp_matches(o.detail, '^http://[A-Za-z0-9]') AND on_the_net(o.detail) AND NOT regexp_matches(o.detail, '^http://(schemas?\.|www\.w3\.org|xmlpull\.org|ns\.adobe)')
      AND NOT regexp_matches(o.detail, '(generate_204|gen_204|/hotspot-detect|connectivitycheck|/success\.(txt|html))')
    QUALIFY row_number() OVER (PARTITION BY o.evidence ORDER BY for_tests(o.detail), odd_port DESC, o.detail) = 1
)

/* ---
title = "The phone's hosts file sends well-known names elsewhere"
question = "backdoor"
category = "tampered"
level = "high"
confidence = "high"
basis = "configured"
needs = ["hosts"]
says = "The hosts file sends {count} to {address}: {names}."
advice = "Ask who runs that address; restore the official file, which holds localhost alone."
because = "Whoever answers for a name that the phone trusts can withhold updates, watch what is asked for, or pretend to be the service."
falsepositives = ["Advertisement blockers and developers' own entries, which point to 127.0.0.1 or 0.0.0.0 and are not counted here."]
limits = "An address of one's own network is medium unless the name is a well-known one, and names that exist only at home are low. Entries that only block a name are low, and medium when they block updates or security checks."
references = ["RFC 952, hosts(5)"]
--- */
WITH named AS (
    SELECT
        * REPLACE (lower(name) AS name),
        regexp_matches(address, '^(10\.|192\.168\.|172\.(1[6-9]|2[0-9]|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\.|f[cd][0-9a-f]{2}:|fe80:)', 'i') AS private,
        address IN ('127.0.0.1', '0.0.0.0', '::1', '::', 'fe80::1%lo0', '255.255.255.255') OR address LIKE '127.%' AS blocks
    FROM hosts
    WHERE lower(name) NOT IN ('localhost', 'ip6-localhost', 'ip6-loopback', 'broadcasthost', 'local', 'localhost.localdomain') AND contains(name, '.')
),
groups AS (
    SELECT evidence, address, blocks, private, count(*) AS count, min(line) AS line, list(name ORDER BY line) AS listed,
        bool_or(regexp_matches(name, '(^|\.)(google|googleapis|gstatic|android|googlesource|gvt1|samsung|xiaomi|miui|huawei|apple|microsoft|whatsapp|signal|telegram|facebook|mcafee|avast|kaspersky|eset|lookout)\.')
            OR regexp_matches(name, '(update|ota|safebrowsing|androidcheck|security)')) AS weighty,
        bool_and(regexp_matches(name, '\.(local|lan|home|internal|intranet|corp|test|invalid|arpa|localdomain)$')) AS at_home
    FROM named GROUP BY evidence, address, blocks, private
)
SELECT
    address AS subject, 'file' AS subject_kind, evidence, address, CASE count WHEN 1 THEN 'a name' ELSE count || ' names' END AS count, listing(listed[1:3]) AS names, 'line ' || line AS locator,
    array_to_string(listed[1:20], chr(10)) AS detail, CASE WHEN weighty THEN 'high' WHEN at_home THEN 'low' WHEN private THEN 'medium' ELSE 'high' END AS level
FROM groups
WHERE NOT blocks

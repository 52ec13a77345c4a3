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
limits = "Entries that only block a name are low, and medium when they block updates or security checks."
references = ["RFC 952, hosts(5)"]
--- */
WITH named AS (
    SELECT *, address IN ('127.0.0.1', '0.0.0.0', '::1', '::', 'fe80::1%lo0', '255.255.255.255') OR address LIKE '127.%' AS blocks
    FROM hosts
    WHERE name NOT IN ('localhost', 'ip6-localhost', 'ip6-loopback', 'broadcasthost', 'local', 'localhost.localdomain') AND contains(name, '.')
),
groups AS (
    SELECT evidence, address, blocks, count(*) AS count, min(line) AS line, list(name ORDER BY line) AS listed,
        bool_or(regexp_matches(name, '(^|\.)(google|googleapis|gstatic|android|googlesource|gvt1|samsung|xiaomi|miui|huawei|apple|microsoft|whatsapp|signal|telegram|facebook|mcafee|avast|kaspersky|eset|lookout)\.')
            OR regexp_matches(name, '(update|ota|safebrowsing|androidcheck|security)')) AS weighty
    FROM named GROUP BY evidence, address, blocks
)
SELECT
    address AS subject, 'address' AS subject_kind, evidence, address, CASE count WHEN 1 THEN 'a name' ELSE count || ' names' END AS count, listing(listed[1:3]) AS names, 'line ' || line AS locator,
    array_to_string(listed[1:20], chr(10)) AS detail, CASE WHEN weighty THEN 'high' ELSE 'medium' END AS level
FROM groups
WHERE NOT blocks

/* ---
title = "Somebody's computer is let in without asking, by the debug bridge (adb)"
question = "backdoor"
category = "debug-left-on"
level = "high"
confidence = "high"
basis = "configured"
needs = ["adb_keys"]
says = "{path} lets in {count} over adb without asking{whose}."
advice = "Compare with an official image; keep USB debugging off and the phone away from foreign cables until then."
because = "adb asks on the phone before it talks to a computer, but not for the keys that the system itself brings. Whoever has such a computer reads and installs what he likes."
falsepositives = ["Engineering and userdebug builds, whose makers put their own key in: medium there.", "A key that the owner himself allowed, which lies in /data/misc/adb: info."]
limits = "adb must be switched on for it to count. A file of that name where adb does not look is medium."
references = ["source.android.com: adb authentication, PRODUCT_ADB_KEYS"]
--- */
SELECT
    path AS subject, 'file' AS subject_kind, evidence, path, CASE count(*) WHEN 1 THEN 'a computer' ELSE count(*) || ' computers' END AS count,
    coalesce(' (' || listing(list(DISTINCT comment ORDER BY comment) FILTER (comment IS NOT NULL)[1:3]) || ')', '') AS whose,
    'line ' || min(line) AS locator, 'SHA-256 of the key' || CASE count(*) WHEN 1 THEN ' ' ELSE 's ' END || string_agg(sha256, ', ' ORDER BY line) AS detail,
    CASE WHEN path LIKE '/data/misc/adb/%' THEN 'info' WHEN (SELECT coalesce(build_type, 'user') FROM phone) IN ('eng', 'userdebug') THEN 'medium'
        WHEN path IN ('/adb_keys', '/product/etc/security/adb_keys', '/system/etc/security/adb_keys') THEN 'high' ELSE 'medium' END AS level
FROM adb_keys
WHERE NOT starts_with(path, '/recovery')
GROUP BY path, evidence

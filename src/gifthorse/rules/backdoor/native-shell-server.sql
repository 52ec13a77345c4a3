/* ---
title = "A native program hands out a shell over a connection"
question = "backdoor"
category = "listener"
level = "critical"
confidence = "high"
basis = "capability"
needs = ["libraries", "native_symbols", "native_strings", "native_uses"]
says = "{path} {deed} starts {shell}{user}."
advice = "Compare the program with the same phone's official image; ask the maker what it is for."
because = "A program that puts a shell behind a connection is the textbook back door, whatever its name."
falsepositives = ["adbd, dropbear and other shells that check keys; debugging daemons of chip makers on engineering builds."]
limits = "Programs that Android itself starts under the same name are left out. Where the connection is not followed into the shell, imports and strings say what it can do, and the finding is medium or low."
references = ["ZTE sync_agent, CVE-2012-2949", "Ragentek, CVE-2016-6564"]
--- */
WITH followed AS (
    SELECT
        d.evidence, any_value(d.path) AS path, any_value(split_part(d.connection, ':', 1) ORDER BY d.connection = 'network' DESC) AS way, min(d.address) AS address,
        any_value(x.text ORDER BY x.function = d.function DESC, x.address) AS shell, bool_or(x.function = d.function) AS near
    FROM native_orders d JOIN native_uses x ON x.evidence = d.evidence AND (x.callee LIKE 'exec%' OR x.callee LIKE 'posix_spawn%')
    WHERE d.callee IN ('dup2', 'dup3') AND d.clear AND d.connection IS NOT NULL AND d.hops <= 1
      AND regexp_matches(x.text, '^(/[a-z/]*/)?(sh|mksh|ash|bash|su)( -[il]+| -)?$')
    GROUP BY d.evidence
),
likely AS (
    SELECT l.evidence, l.path, any_value(s.value) AS shell
    FROM libraries l
    JOIN native_symbols y ON y.evidence = l.evidence AND NOT y.defined
    JOIN native_strings s ON s.evidence = l.evidence AND s.value IN ('/system/bin/sh', '/bin/sh', '/vendor/bin/sh', '/system/xbin/su')
    WHERE l.package IS NULL AND l.type IN ('program', 'shared') AND l.evidence NOT IN (SELECT evidence FROM followed)
    GROUP BY l.path, l.evidence
    HAVING bool_or(y.name IN ('accept', 'accept4')) AND bool_or(y.name IN ('dup2', 'dup3')) AND bool_or(y.name IN ('setuid', 'setresuid', 'setreuid', 'setgid'))
       AND bool_or(y.name IN ('execl', 'execle', 'execlp', 'execv', 'execve', 'execvp'))
),
found AS (
    SELECT evidence, path, shell, way, address, near FROM followed
    UNION ALL BY NAME SELECT evidence, path, shell FROM likely
)
SELECT
    f.path AS subject, 'file' AS subject_kind, f.evidence, f.path, f.shell, coalesce(printf('0x%x', f.address), f.shell) AS locator,
    coalesce(f.way, 'imports and strings') AS detail,
    CASE WHEN f.way IS NULL THEN 'takes connections, drops or changes its identity and'
        WHEN f.way = 'network' THEN 'puts a connection of the network in the place of the keyboard and the screen, and then'
        ELSE 'puts a connection in the place of the keyboard and the screen, and then' END AS deed,
    coalesce(' as ' || d."user" || ' (' || d.by || ')', '') AS "user",
    CASE
        WHEN f.way IS NULL OR NOT f.near THEN CASE WHEN d."user" = 'root' THEN 'medium' ELSE 'low' END
        WHEN d.by IS NULL THEN 'medium'
        WHEN f.way = 'network' THEN CASE WHEN d."user" IN ('root', 'system', 'shell') THEN 'critical' ELSE 'high' END
        ELSE 'high'
    END AS level,
    CASE WHEN f.way IS NULL THEN 'low' WHEN d.by IS NOT NULL AND f.near THEN 'high' ELSE 'medium' END AS confidence
FROM found f
LEFT JOIN daemons d USING (evidence)
WHERE coalesce(d.known_from, '') <> 'aosp' AND f.path NOT IN ('/system/bin/adbd', '/sbin/adbd', '/system/bin/init')
  AND NOT regexp_matches(f.path, '/(toybox|toybox_vendor|toolbox|busybox|dumpstate|pppd|pppd_dt)$|^/apex/com\.android\.adbd/')

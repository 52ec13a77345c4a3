/* ---
title = "A native program hands out a shell over a connection"
question = "backdoor"
category = "listener"
level = "medium"
confidence = "low"
basis = "capability"
needs = ["libraries", "native_symbols", "native_strings"]
says = "{path} takes connections, drops or changes its identity and starts {shell}{user}."
advice = "Compare the program with the same phone's official image; ask the maker what it is for."
because = "A program that accepts a connection and starts a shell is the textbook back door, whatever its name."
falsepositives = ["adbd, dropbear and other shells that check keys; debugging daemons of chip makers on engineering builds."]
limits = "Programs that Android itself starts under the same name are left out. Machine code is not analysed: imports and strings say what it can do, not that it does it."
references = ["ZTE sync_agent, CVE-2012-2949", "Ragentek, CVE-2016-6564"]
--- */
SELECT
    l.path AS subject, 'file' AS subject_kind, l.evidence, l.path, any_value(s.value) AS shell, any_value(s.value) AS locator,
    list_aggregate(list_sort(list(DISTINCT y.name)), 'string_agg', ' ') AS detail,
    coalesce(' as ' || any_value(i.user) || ' (init service ' || any_value(i.service) || ')', '') AS user,
    CASE WHEN bool_or(i.user = 'root') THEN 'medium' ELSE 'low' END AS level
FROM libraries l
JOIN native_symbols y ON y.evidence = l.evidence AND NOT y.defined
JOIN native_strings s ON s.evidence = l.evidence AND s.value IN ('/system/bin/sh', '/bin/sh', '/vendor/bin/sh', '/system/xbin/su')
LEFT JOIN init_services i ON i.program = l.path AND NOT i.recovery
WHERE l.package IS NULL AND l.type IN ('program', 'shared') AND l.path NOT IN ('/system/bin/adbd', '/sbin/adbd', '/system/bin/init')
GROUP BY l.path, l.evidence
HAVING NOT bool_or(coalesce(i.known_from = 'aosp', false)) AND bool_or(y.name IN ('accept', 'accept4')) AND bool_or(y.name IN ('dup2', 'dup3')) AND bool_or(y.name IN ('setuid', 'setresuid', 'setreuid', 'setgid'))
   AND bool_or(y.name IN ('execl', 'execle', 'execlp', 'execv', 'execve', 'execvp'))

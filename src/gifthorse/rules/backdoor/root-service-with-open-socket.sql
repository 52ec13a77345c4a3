/* ---
title = "A root service takes orders from every program on the phone"
question = "backdoor"
category = "listener"
level = "medium"
confidence = "medium"
basis = "configured"
needs = ["init_services", "libraries", "native_symbols"]
says = "The service {service} runs {program} as root and opens the socket {socket} to every program on the phone{shell}."
advice = "Ask the maker what the service does; a clean phone needs none like it."
because = "Root may do everything. A socket with the mode 666 lets every app talk to it, so one mistake in it, or one word known in advance, is enough."
falsepositives = ["Logging and property services of Android itself, which are listed here by name and program."]
limits = "SELinux may still forbid apps to connect. What the program does with orders is told only by its imports and strings; high when it also starts a shell and is no program of Android."
references = ["ZTE sync_agent, CVE-2012-2949", "Ragentek, CVE-2016-6564"]
--- */
WITH sockets AS (
    SELECT *, unnest(sockets) AS socket FROM init_services WHERE NOT recovery AND user = 'root'
),
open_ones AS (
    SELECT *, string_split(socket, ':')[1] AS name, string_split(socket, ':')[3] AS mode FROM sockets
),
programs AS (
    SELECT
        l.path, l.evidence,
        bool_or(y.name IN ('execl', 'execle', 'execlp', 'execv', 'execve', 'execvp', 'system', 'popen')) AS starts,
        bool_or(y.name IN ('accept', 'accept4')) AS takes
    FROM libraries l JOIN native_symbols y ON y.evidence = l.evidence AND NOT y.defined
    GROUP BY l.path, l.evidence
)
SELECT
    s.service AS subject, 'file' AS subject_kind, s.evidence, s.service, s.program, s.name AS socket, 'line ' || s.line AS locator,
    s.program || ' ' || coalesce(array_to_string(s.arguments, ' '), '') AS detail,
    CASE WHEN p.starts AND p.takes AND words.password IS NOT NULL THEN 'high' ELSE 'medium' END AS level,
    CASE WHEN p.starts AND p.takes THEN 'medium' ELSE 'low' END AS confidence,
    CASE WHEN p.starts AND p.takes THEN '; the program takes connections and starts other programs'
        || CASE WHEN words.password IS NOT NULL THEN ', a shell among them' ELSE '' END ELSE '' END AS shell
FROM open_ones s
LEFT JOIN programs p ON p.path = s.program
LEFT JOIN (
    SELECT evidence, any_value(value) AS password FROM native_strings
    WHERE value IN ('/system/bin/sh', '/bin/sh', '/vendor/bin/sh', 'sh -c', '/system/xbin/su') OR value LIKE '%/bin/sh -c%' GROUP BY evidence
) words ON words.evidence = p.evidence
WHERE regexp_matches(s.mode, '^0?[0-7]?[0-7][0-7][2367]$')
  AND s.service NOT IN ('logd', 'property_service', 'zygote', 'zygote_secondary', 'traced', 'statsd', 'tombstoned', 'netd', 'dnsproxyd', 'adbd', 'mdnsd', 'racoon', 'mtpd')

/* ---
title = "A root program talks to a server and runs commands"
question = "backdoor"
category = "remote-command"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["init_services", "libraries", "native_symbols", "native_strings"]
says = "{path}, which init starts as root (service {service}), finds servers by name, starts programs and names {word}{more}."
advice = "Compare the program with an official image; ask the maker what it fetches and from whom."
because = "A program that is root, asks a server and starts what it likes needs no other back door."
falsepositives = ["A maker's log and diagnosis services, which send reports and call tools of the system."]
limits = "Machine code is not analysed: imports and strings say what it can do. High only when its strings also fetch, install or make a file executable, over an unencrypted address."
references = ["Ragentek, CVE-2016-6564", "Adups, 2016"]
--- */
WITH able AS (
    SELECT l.evidence, l.path
    FROM libraries l JOIN native_symbols y ON y.evidence = l.evidence AND NOT y.defined
    WHERE l.package IS NULL
    GROUP BY l.evidence, l.path
    HAVING (bool_or(y.name IN ('getaddrinfo', 'gethostbyname', 'gethostbyname2', 'android_getaddrinfofornet')) AND bool_or(y.name IN ('connect', 'sendto')) OR bool_or(starts_with(y.name, 'curl_easy_perform')))
       AND bool_or(y.name IN ('execl', 'execle', 'execlp', 'execv', 'execve', 'execvp', 'system', 'popen', 'posix_spawn'))
),
words AS (
    SELECT
        evidence, min(value) FILTER (kind = 'url' AND regexp_matches(value, '^[a-z0-9+]+://[a-zA-Z0-9.-]+\.[a-zA-Z0-9]+') AND NOT regexp_matches(value, '(w3\.org|schemas\.|example\.com|xmlsoap|apache\.org|openssl\.org|curl\.|sf\.net|sourceforge)')) AS url,
        bool_or(kind = 'url' AND starts_with(value, 'http://')) AS clear,
        min(value) FILTER (kind = 'command' AND regexp_matches(value, '^(\S*/)?(curl|wget|pm install|sh -c|chmod (0?7|[+a])|su -c|insmod|am start|settings put|setprop persist)')) AS command
    FROM native_strings GROUP BY evidence
)
SELECT
    a.path AS subject, 'file' AS subject_kind, a.evidence, a.path, s.service, coalesce(w.url, w.command) AS word, 'init service ' || s.service AS locator, s.program AS detail,
    CASE WHEN w.url IS NOT NULL AND w.command IS NOT NULL THEN ' and the command ' || w.command ELSE '' END AS more,
    CASE WHEN w.clear AND w.command IS NOT NULL THEN 'high' ELSE 'medium' END AS level
FROM able a
JOIN words w USING (evidence)
JOIN init_services s ON s.program = a.path AND NOT s.recovery AND s.user = 'root' AND s.known_from IS NULL
WHERE w.url IS NOT NULL OR w.command IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY a.evidence ORDER BY s.line) = 1

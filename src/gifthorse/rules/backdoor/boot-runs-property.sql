/* ---
title = "The system runs what a property or a file of others says"
question = "backdoor"
category = "remote-command"
level = "high"
confidence = "high"
basis = "configured"
needs = ["commands"]
says = "{path} runs as a command whatever {source} holds{how}."
advice = "Compare the start-up files with an official image; ask the maker what may set it."
because = "A command that waits in a property or a file is a door for whoever may write there, and it opens with the rights of the one who reads it."
falsepositives = ["Factory lines that run a test named by a property and left the line in."]
limits = "Which programs may write the property is not known: medium for those that only the system sets."
references = ["CWE-78", "source.android.com: system properties and SELinux"]
--- */
WITH given AS (
    SELECT c.*, CASE
        WHEN program IN ('sh', 'bash', 'mksh', 'ash', 'dash', 'su') AND len(list_filter(arguments, lambda a: regexp_matches(a, '^-[a-z]*c$'))) > 0
            THEN list_filter(arguments, lambda a: regexp_matches(a, '^[\s"'']*(\$|`)'))[1]
        WHEN program IN ('eval', '.', 'source') THEN arguments[1]
        WHEN regexp_matches(program, '^\$\{[a-z]') THEN program
    END AS told
    FROM run_commands c
),
named AS (
    SELECT *, coalesce(
        nullif(regexp_extract(told, '^[\s"'']*\$\{((?:persist|sys|debug|vendor|ro|dev|log|service|ctl|[a-z]+)\.[A-Za-z0-9_.-]+)', 1), ''),
        nullif(regexp_extract(told, '^[\s"'']*(?:\$\(|`)\s*(?:/system/bin/)?getprop\s+["'']?([A-Za-z0-9_.-]+)', 1), '')) AS property,
        nullif(regexp_extract(told, '^[\s"'']*(?:\$\(|`)\s*(?:cat\s+|<\s*)["'']?([^\s"''`)]+)', 1), '') AS file
    FROM given WHERE told IS NOT NULL
)
SELECT
    path AS subject, 'file' AS subject_kind, evidence, path, how, coalesce('the property ' || property, 'the file ' || file) AS source, 'line ' || line AS locator, program || ' ' || said AS detail,
    CASE
        WHEN NOT started THEN CASE WHEN dormant THEN 'low' ELSE 'medium' END
        WHEN property IS NOT NULL THEN CASE WHEN starts_with(property, 'ro.') THEN 'low' WHEN coalesce("user", 'root') IN ('root', 'system', 'shell', 'radio') THEN 'high' ELSE 'medium' END
        WHEN place_kind(file) IN ('shared', 'shell') THEN 'high' WHEN place_kind(file) = 'data' THEN 'medium' ELSE 'low'
    END AS level,
    CASE WHEN started THEN 'high' ELSE 'medium' END AS confidence
FROM named
WHERE property IS NOT NULL OR (file IS NOT NULL AND place_kind(file) <> 'system' AND NOT regexp_matches(file, '^/(proc|sys|dev)/'))
QUALIFY row_number() OVER (PARTITION BY evidence, property, file ORDER BY started DESC, line) = 1

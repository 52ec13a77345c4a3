/* ---
title = "The system installs apps from a script"
question = "backdoor"
category = "silent-install"
level = "high"
confidence = "high"
basis = "configured"
needs = ["commands"]
says = "{path} installs {file}{how}, without asking{whose}."
advice = "Ask the maker which app that is; look whether it is on the phone and in the list of apps."
because = "An app that a script brings in at every start cannot be got rid of, and nobody agreed to it."
falsepositives = ["Makers who bring in their preinstalled apps at the first start: from a system folder it is low, unless its name is hidden or no app's.", "Chip makers' scripts that install a test app if one lies in /data: low, where no command puts it there."]
limits = "Files whose name is put together at run time are shown as written, and are medium."
references = ["CWE-829"]
--- */
SELECT
    path AS subject, 'file' AS subject_kind, evidence, path, how, 'line ' || line AS locator, program || ' ' || said AS detail,
    coalesce(file, 'what it is given') AS file,
    CASE place WHEN 'shared' THEN ', and every app that may use the shared storage can put another there' WHEN 'shell' THEN ', and whoever has adb can put another there'
        WHEN 'data' THEN CASE WHEN put THEN '' ELSE ', though no command that was read puts it there' END ELSE '' END AS whose,
    CASE
        WHEN place = 'system' THEN CASE WHEN regexp_matches(file, '/\.[^/]+$') AND started THEN 'high' WHEN file LIKE '%.apk' OR NOT started THEN 'low' ELSE 'medium' END
        WHEN place IN ('shared', 'shell') THEN CASE WHEN started THEN 'high' ELSE 'medium' END
        WHEN place = 'data' THEN CASE WHEN started AND put THEN 'high' ELSE 'low' END
        WHEN started THEN 'medium' ELSE 'low'
    END AS level
FROM (
    SELECT *, place_kind(coalesce(file, '')) AS place, EXISTS (
        SELECT 1 FROM commands w WHERE w.program <> 'pm' AND (list_contains(w.writes, c.file) OR list_contains(w.writes, regexp_extract(c.file, '^(.*)/', 1))
          OR (w.program IN ('cp', 'mv', 'ln', 'tar', 'unzip', 'dd', 'cat', 'curl', 'wget') AND contains(array_to_string(w.arguments, ' '), regexp_extract(c.file, '^(.*)/', 1))))
    ) AS put FROM (
        SELECT *, list_filter(arguments, lambda a: regexp_matches(a, '[/$].*|\.apk$') AND NOT starts_with(a, '-'))[1] AS file
        FROM run_commands
        WHERE (program = 'pm' AND arguments[1] IN ('install', 'install-create', 'install-write'))
           OR (program = 'cmd' AND arguments[1] = 'package' AND arguments[2] IN ('install', 'install-create', 'install-write'))
    ) c
    WHERE program <> 'pm' OR file IS NOT NULL
)
WHERE NOT (source = 'script' AND path IN ('/system/bin/pm', '/system/bin/cmd'))
QUALIFY row_number() OVER (PARTITION BY evidence, file ORDER BY started DESC, line) = 1

/* ---
title = "An app or the system is started through another program"
question = "backdoor"
category = "tampered"
level = "high"
confidence = "high"
basis = "configured"
needs = ["properties"]
says = "{path} has {target} started through {wrapper}."
advice = "Compare the file with an official image; look what that program is."
because = "A wrapper runs before the app does, with its rights, and decides what the app gets to see."
falsepositives = ["Debugging of one app on a development build."]
limits = "Android heeds it for apps only where they may be debugged, or on development builds; for system_server always."
references = ["source.android.com: wrap shell script, WrapperInit"]
--- */
SELECT
    path AS subject, 'file' AS subject_kind, evidence, path, regexp_replace(name, '^wrap\.', '') AS target, value AS wrapper, 'line ' || line AS locator, name || '=' || value AS detail,
    CASE WHEN name = 'wrap.system_server' OR regexp_matches(name, '^wrap\.(com\.android|com\.google|android)\.') THEN 'high' ELSE 'medium' END AS level
FROM (
    SELECT evidence, path, line, name, value FROM properties WHERE name LIKE 'wrap.%' AND value <> ''
    UNION ALL
    SELECT evidence, path, line, arguments[1], array_to_string(arguments[2:], ' ') FROM run_commands
    WHERE program = 'setprop' AND arguments[1] LIKE 'wrap.%' AND started AND NOT contains(said, 'LD_PRELOAD=') AND len(arguments) > 1
)
QUALIFY row_number() OVER (PARTITION BY name ORDER BY path) = 1

/* ---
title = "Code from outside the system is part of every app's start"
question = "backdoor"
category = "code-loading"
level = "high"
confidence = "high"
basis = "configured"
needs = ["init_actions"]
says = "{path} puts {file} into {variable}: it is loaded {where}, and it does not lie on a partition of the system."
advice = "Do not use the phone; compare the start-up files with an official image."
because = "What is on these paths runs with the rights of the system itself or inside every app. In /data it can be exchanged at any time, and no check of the system covers it."
falsepositives = ["Makers who move a part of their framework to /data to update it by themselves (MIUI did)."]
limits = "Only what rc files export is seen, not what linkerconfig or derive_classpath work out at the start."
references = ["source.android.com: BOOTCLASSPATH"]
--- */
SELECT
    coalesce(f.path, 'init') AS subject, 'file' AS subject_kind, a.evidence, coalesce(f.path, 'init') AS path, a.file, a.variable, 'line ' || a.line AS locator, a.file AS detail,
    CASE a.variable WHEN 'SYSTEMSERVERCLASSPATH' THEN 'into the system''s own process' ELSE 'into every app' END AS "where",
    CASE WHEN place_kind(a.file) IN ('shared', 'shell', 'data') THEN 'high' ELSE 'medium' END AS level
FROM (SELECT evidence, line, arguments[1] AS variable, unnest(string_split(arguments[2], ':')) AS file FROM init_actions
    WHERE command = 'export' AND arguments[1] IN ('BOOTCLASSPATH', 'SYSTEMSERVERCLASSPATH', 'DEX2OATBOOTCLASSPATH', 'STANDALONE_SYSTEMSERVER_JARS') AND NOT recovery) a
LEFT JOIN files f ON f.evidence = a.evidence
WHERE place_kind(a.file) NOT IN ('system') AND a.file <> '' AND NOT starts_with(a.file, '$')
QUALIFY row_number() OVER (PARTITION BY a.evidence, a.file ORDER BY a.line) = 1

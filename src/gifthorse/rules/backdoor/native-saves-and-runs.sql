/* ---
title = "A native program fetches a file and runs it"
question = "backdoor"
category = "code-loading"
level = "high"
confidence = "medium"
basis = "capability"
needs = ["native_uses", "libraries"]
says = "{path}{starter} saves what it gets from {connection} as {file} and {deed}{user}."
advice = "Compare the program with an official image; ask the maker what it fetches, from whom, and how it checks it."
because = "Whoever answers decides which program the phone runs next, and with which rights."
falsepositives = ["An updater that checks a signature before it runs what it fetched: the check is not seen."]
limits = "Only files of a constant name, in the same program or library. Medium where nothing that was read starts the program."
references = ["CWE-494", "BADBOX, 2023"]
--- */
WITH saved AS (
    SELECT evidence, path, address, text AS file, list_filter(sources, lambda s: is_connection(s))[1] AS connection
    FROM native_uses WHERE callee = 'save' AND len(text) > 4
),
run AS (
    SELECT evidence, text, callee FROM native_uses WHERE callee IN ('system', 'popen', 'dlopen', 'android_dlopen_ext') OR callee LIKE 'exec%' OR callee LIKE 'posix_spawn%'
)
SELECT
    s.path AS subject, 'file' AS subject_kind, s.evidence, s.path, s.file, printf('0x%x', s.address) AS locator, r.callee || ' ' || r.text AS detail,
    coalesce(', ' || d.by || ',', '') AS starter, CASE WHEN s.connection = 'network' THEN 'the network' ELSE 'a connection' END AS connection,
    CASE WHEN contains(r.callee, 'dlopen') THEN 'loads it as code' WHEN contains(r.text, 'install') THEN 'installs it' WHEN contains(r.text, 'insmod') THEN 'loads it into the kernel' ELSE 'runs it' END AS deed,
    coalesce(' as ' || d."user", '') AS "user",
    CASE WHEN d.by IS NULL THEN 'medium' WHEN d."user" IN ('root', 'system', 'shell', 'radio') THEN 'high' ELSE 'medium' END AS level
FROM saved s
JOIN run r ON r.evidence = s.evidence AND (r.text = s.file OR runs_file(r.text, s.file) OR (starts_with(r.text, s.file || ' ')))
LEFT JOIN daemons d ON d.evidence = s.evidence
WHERE coalesce(d.known_from, '') <> 'aosp'
QUALIFY row_number() OVER (PARTITION BY s.evidence, s.file ORDER BY s.address) = 1

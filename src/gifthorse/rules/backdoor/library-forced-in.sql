/* ---
title = "A library is forced into other programs"
question = "backdoor"
category = "tampered"
level = "high"
confidence = "medium"
basis = "configured"
needs = ["commands", "init_services"]
says = "{path} forces {library} into {target}."
advice = "Compare the library and the start-up file with an official image."
because = "What is preloaded runs inside the other program, before its own code and with all its rights: a lasting way in that changes no program."
falsepositives = ["Libraries that chip makers preload to record crashes or to load an older interface: those known are left out, and others in a single service of the vendor are low."]
limits = "What the library does is told only by its imports: high when it is forced into every program, into the app process or from a place that others write; low where a property named after debugging must be set for it."
references = ["ld.so: LD_PRELOAD", "MITRE ATT&CK T1574.006"]
--- */
WITH forced AS (
    SELECT evidence, path, line, regexp_split_to_array(arguments[2], '[: ]+') AS libraries, 'every program that init starts' AS target,
        NOT list_bool_and(list_transform(live, lambda t: regexp_matches(t, 'property:[^=]*debug[^=]*='))) AS wide
    FROM run_commands WHERE source = 'init' AND program = 'export' AND arguments[1] = 'LD_PRELOAD' AND started
    UNION ALL BY NAME
    SELECT s.evidence, e.path, s.line, regexp_split_to_array(split_part(env, '=', 2), '[: ]+') AS libraries, 'the service ' || s.service || ' (' || s.program || ')' AS target,
        regexp_matches(s.program, '/(app_process[0-9]*|system_server|keystore2?|surfaceflinger|netd|vold|installd|mediaserver)$') AS wide
    FROM (SELECT *, unnest(environment) AS env FROM services) s
    LEFT JOIN (SELECT DISTINCT evidence, path FROM commands) e USING (evidence)
    WHERE env LIKE 'LD_PRELOAD=%'
    UNION ALL BY NAME
    SELECT evidence, path, line, regexp_split_to_array(regexp_extract(said, 'LD_PRELOAD=([^ ]+)', 1), ':') AS libraries, 'the app ' || replace(arguments[1], 'wrap.', '') AS target, true AS wide
    FROM run_commands WHERE program = 'setprop' AND arguments[1] LIKE 'wrap.%' AND contains(said, 'LD_PRELOAD=') AND started
)
SELECT
    coalesce(path, library) AS subject, 'file' AS subject_kind, evidence, coalesce(path, 'a start-up file') AS path, library, target, 'line ' || line AS locator, library AS detail,
    CASE WHEN place_kind(library) IN ('shared', 'shell', 'data') THEN 'high' WHEN wide THEN 'high' ELSE 'low' END AS level,
    CASE WHEN place_kind(library) IN ('shared', 'shell', 'data') THEN 'high' ELSE 'medium' END AS confidence
FROM (SELECT *, unnest(libraries) AS library FROM forced)
WHERE library <> '' AND NOT regexp_matches(library, '(^|/)(libsigchain|libdirect-coredump|libc_malloc_[a-z_]+|libclang_rt\.[\w.-]+|libmemunreachable|libNimsWrap|libshim[\w.-]*|libshims?_[\w.-]*|libbase_shim|[\w.-]*_shim|libasan[\w.]*)(\.so)?$')

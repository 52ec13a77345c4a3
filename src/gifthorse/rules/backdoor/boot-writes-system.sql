/* ---
title = "The system changes itself at every start"
question = "backdoor"
category = "tampered"
level = "high"
confidence = "high"
basis = "configured"
needs = ["commands"]
says = "{path} puts {file} on a partition of the system{origin}{how}."
advice = "Compare the start-up files with an official image; set the phone up anew from one."
because = "A phone's system is written once, by its maker. What writes into it at the start can bring back what was removed, or bring in what never was there."
falsepositives = ["Custom systems and tools that give an owner root.", "Scripts for the factory that move prepared files."]
limits = "Whether the partition can be written at all is not known: with verified boot it cannot. Medium where what is copied comes from the system itself, or is no code."
references = ["MITRE ATT&CK T1398"]
--- */
WITH written AS (
    SELECT c.*, unnest(writes) AS target, list_filter(arguments, lambda a: NOT starts_with(a, '-')) AS plain FROM run_commands c
    WHERE program IN ('cp', 'mv', 'dd', 'cat', 'install', 'curl', 'wget', 'echo', 'printf', 'tee')
),
told AS (
    SELECT *, coalesce(nullif(list_filter(arguments, lambda a: starts_with(a, 'if='))[1][4:], ''), CASE WHEN program IN ('cp', 'mv', 'install', 'cat') THEN plain[1] END) AS source FROM written
    WHERE regexp_matches(one_spelling(target), '^/(system|vendor|product|system_ext|odm)/(priv-app|app|framework|s?x?bin|lib(64)?|etc/(init(\.d)?|permissions|security))(/|$)')
)
SELECT
    path AS subject, 'file' AS subject_kind, evidence, path, target AS file, how, 'line ' || line AS locator, program || ' ' || said AS detail,
    CASE WHEN program IN ('curl', 'wget') THEN ' from the network' WHEN place_kind(source) IN ('shared', 'shell', 'data') THEN ' from ' || source ELSE '' END AS origin,
    CASE
        WHEN NOT started THEN CASE WHEN dormant THEN 'low' ELSE 'medium' END
        WHEN program IN ('curl', 'wget') OR place_kind(source) IN ('shared', 'shell', 'data') THEN 'high' ELSE 'medium'
    END AS level,
    CASE WHEN started THEN 'high' ELSE 'medium' END AS confidence
FROM told
QUALIFY row_number() OVER (PARTITION BY evidence, target ORDER BY started DESC, line) = 1

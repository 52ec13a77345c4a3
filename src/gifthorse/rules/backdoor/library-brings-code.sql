/* ---
title = "A native library of the system brings code for apps"
question = "backdoor"
category = "code-loading"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["libraries", "native_strings", "native_uses", "native_symbols"]
says = "{path} {deed}{where}."
advice = "Compare the file with an official image of the same phone; do not use the phone for anything that matters until then."
because = "Code in a library of the system that loads further code reaches every app that the library is in. Triada, Guerrilla and Keenadu began so."
falsepositives = ["Android's own runtime and its loaders, which are left out.", "Makers' libraries that prepare a plug-in."]
limits = "Names that are enciphered are not seen. High where the library is in every app's memory."
references = ["Triada .231, 2017", "Guerrilla, 2023", "Keenadu, 2026", "BADBOX 2.0, 2025"]
--- */
WITH core AS (
    SELECT l.evidence, e.evidence IS NOT NULL AND NOT regexp_matches(l.path, '^/(vendor|odm)/') AS core
    FROM libraries l LEFT JOIN everywhere e USING (evidence) WHERE l.package IS NULL
),
words AS (
    SELECT evidence, any_value(value) FILTER (kind = 'loader') AS loader, any_value(value) FILTER (kind = 'dex') AS dex, any_value(value) FILTER (kind = 'code-file') AS file,
        any_value("offset") FILTER (kind IN ('loader', 'dex')) AS "offset"
    FROM native_strings WHERE kind IN ('loader', 'dex', 'code-file') GROUP BY evidence
),
loads AS (
    SELECT evidence, any_value(text ORDER BY address) AS file, min(address) AS address FROM native_uses
    WHERE contains(callee, 'dlopen') AND place_kind(text) IN ('shared', 'shell', 'data') GROUP BY evidence
),
able AS (
    SELECT evidence, bool_or(name IN ('connect', 'getaddrinfo', 'gethostbyname', 'accept')) AS connects FROM native_symbols WHERE NOT defined GROUP BY evidence
),
found AS (
    SELECT l.evidence, l.path, l.type, c.core, w.loader, w.dex, coalesce(d.file, w.file) AS file, d.address, w."offset", coalesce(a.connects, false) AS connects, d.file IS NOT NULL AS opens
    FROM libraries l JOIN core c USING (evidence) LEFT JOIN words w USING (evidence) LEFT JOIN loads d USING (evidence) LEFT JOIN able a USING (evidence)
    WHERE l.package IS NULL AND NOT regexp_matches(l.path, '^/recovery/|/(libart[a-z0-9-]*|libartd|libdexfiled?|libnativeloader|libopenjdkjvmti?d?|libvixl|libprofiled?|libcore[a-z-]*|libjavacore|libdvm|libaoc|app_process[0-9]*|dex2oat[a-z0-9]*|dexdump|oatdump|dalvikvm[0-9]*|dexlist|dexopt|profman|installd|libperfetto[a-z_]*|libheapprofd[a-z_]*|heapprofd[a-z_]*)(\.so)?$|^/apex/com\.android\.(art|runtime)')
)
SELECT
    path AS subject, 'file' AS subject_kind, evidence, path, coalesce(printf('0x%x', coalesce(address, "offset")), path) AS locator,
    concat_ws(' ', loader, file, CASE WHEN dex IS NOT NULL THEN 'DEX of ' || dex END) AS detail,
    CASE WHEN dex IS NOT NULL THEN 'holds a whole DEX file (' || dex || ')' WHEN loader IS NOT NULL THEN 'names a class that loads code into apps (' || loader || ')'
        ELSE 'loads ' || file || ', which does not belong to the system' END || CASE WHEN connects THEN ', and opens connections' ELSE '' END AS deed,
    CASE WHEN core THEN ', and it lies in every app''s memory' ELSE '' END AS "where",
    CASE WHEN core AND (loader IS NOT NULL OR dex IS NOT NULL OR opens) THEN 'high'
        WHEN dex IS NOT NULL THEN 'medium' WHEN loader IS NOT NULL AND (connects OR file IS NOT NULL) THEN 'medium'
        WHEN opens AND connects AND type = 'shared' THEN 'medium' ELSE 'low' END AS level,
    CASE WHEN core AND loader IS NOT NULL THEN 'high' ELSE 'medium' END AS confidence
FROM found
WHERE loader IS NOT NULL OR dex IS NOT NULL OR opens

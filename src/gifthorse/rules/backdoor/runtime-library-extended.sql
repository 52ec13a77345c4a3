/* ---
title = "The library behind every app needs a library that Android does not have there"
question = "backdoor"
category = "tampered"
level = "high"
confidence = "medium"
basis = "configured"
needs = ["libraries", "native_strings", "native_uses"]
says = "{path}, which lies in every app's memory, needs {extra}, and {reason}."
advice = "Compare both files with an official image; do not use the phone for anything that matters until then."
because = "Code in this library runs inside every app: it reads messages before they are encrypted and can act in any app's name. Triada, Guerrilla and Keenadu sat here."
falsepositives = ["A chip maker's own tracing library, which does not open connections or load code."]
limits = "Compares with the names that Android's own and common makers' versions need; an implant linked into the file itself is not seen without the official one."
references = ["Triada .231, 2017", "Guerrilla, 2023", "Keenadu, 2026"]
--- */
WITH named AS (SELECT *, regexp_extract(path, '[^/]+$') AS file FROM libraries WHERE package IS NULL),  -- the loader goes by the file's name
core AS (
    SELECT evidence, path, unnest(needed) AS extra FROM named
    WHERE file IN ('libandroid_runtime.so', 'liblog.so', 'libutils.so', 'libbinder.so', 'libcutils.so', 'libc.so', 'libm.so', 'libdl.so')
),
gives AS (
    SELECT
        l.file, min(l.path) AS path,
        bool_or(y.name IN ('connect', 'getaddrinfo', 'gethostbyname')) AS connects, bool_or(y.name IN ('write', 'fwrite')) AS writes
    FROM named l JOIN native_symbols y ON y.evidence = l.evidence AND NOT y.defined
    GROUP BY l.file
),
words AS (
    SELECT file, any_value(word) AS word, bool_or(loads) AS loads FROM (
        SELECT l.file, s.value AS word, s.kind IN ('loader', 'dex') AS loads
        FROM named l JOIN native_strings s ON s.evidence = l.evidence
        WHERE s.kind IN ('loader', 'code-file', 'dex') OR s.value LIKE '%DexClassLoader%' OR regexp_matches(s.value, '^https?://') OR regexp_matches(s.value, '\.(jar|dex|apk)$')
        UNION ALL
        SELECT l.file, u.text, true FROM named l JOIN native_uses u ON u.evidence = l.evidence
        WHERE contains(u.callee, 'dlopen') AND place_kind(u.text) IN ('shared', 'shell', 'data')
    ) GROUP BY file
)
SELECT
    c.path AS subject, 'file' AS subject_kind, c.evidence, c.path, c.extra, coalesce(g.path, c.extra) AS locator, w.word AS detail,
    'that library ' || CASE WHEN g.connects THEN 'opens connections and ' ELSE '' END || 'names ' || w.word AS reason,
    CASE WHEN g.connects OR w.loads THEN 'high' ELSE 'medium' END AS level
FROM core c
JOIN gives g ON g.file = c.extra
JOIN words w ON w.file = c.extra
WHERE w.loads AND NOT regexp_matches(c.extra, '^(libart.*|libnativeloader|libnativehelper|libdexfile.*)\.so$')
   OR NOT regexp_matches(c.extra, '^lib(android|android_?fw|andr.*|art.*|audio.*|backtrace|base|binder.*|bionic|c|c\+\+|camera.*|capture.*|cutils|crypto|cryptfs.*|debuggerd.*|dl.*|drm.*|dump.*|egl|EGL|ETC1|expat|ext.*|feature.*|file.*|ft2|gif|graphics.*|gralloc.*|GLES.*|gui|hard.*|harfbuzz.*|hid.*|hidl.*|hwbinder|hwui|hwc.*|icu.*|image.*|incident.*|input.*|iprouteutil|jpeg|json.*|log|lzma|m|media.*|mem.*|minikin|native.*|nativehelper|nativeloader|net.*|nl|opus.*|pac.*|pdx.*|pdfium|perfctl|permission.*|piex|pixelflinger|plugin.*|png.*|power.*|processgroup.*|procinfo|prot.*|radio.*|rescache|RS.*|selinux|sensor.*|services.*|sigchain|skia|sonivox|soundtrigger.*|sqlite|ssl|stagefright.*|stats.*|stdc\+\+|stlport|surfaceflinger.*|sync|sys.*|timein.*|tinyxml.*|time.*|ui|unwind.*|usb.*|utils.*|vendor.*|vintf.*|vndk.*|vulkan|wilhelm|wpa.*|z|zip.*)\.so$')
QUALIFY row_number() OVER (PARTITION BY c.evidence ORDER BY g.connects DESC, c.extra) = 1

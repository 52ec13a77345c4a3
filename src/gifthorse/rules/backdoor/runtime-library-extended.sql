/* ---
title = "The library behind every app needs a library that Android does not have there"
question = "backdoor"
category = "tampered"
level = "high"
confidence = "medium"
basis = "configured"
needs = ["libraries", "native_strings"]
says = "{path}, which lies in every app's memory, needs {extra}, and {reason}."
advice = "Compare both files with an official image; do not use the phone for anything that matters until then."
because = "Code in this library runs inside every app: it reads messages before they are encrypted and can act in any app's name. Triada, Guerrilla and Keenadu sat here."
falsepositives = ["A chip maker's own tracing library, which does not open connections or load code."]
limits = "Compares with the names that Android's own and common makers' versions need; an implant linked into the file itself is not seen without the official one."
references = ["Triada .231, 2017", "Guerrilla, 2023", "Keenadu, 2026"]
--- */
WITH core AS (
    SELECT evidence, path, soname, unnest(needed) AS extra FROM libraries
    WHERE package IS NULL AND soname IN ('libandroid_runtime.so', 'liblog.so', 'libutils.so', 'libbinder.so', 'libcutils.so', 'libc.so', 'libm.so', 'libdl.so')
),
gives AS (
    SELECT
        l.soname, min(l.path) AS path,
        bool_or(y.name IN ('connect', 'getaddrinfo', 'gethostbyname')) AS connects
    FROM libraries l JOIN native_symbols y ON y.evidence = l.evidence AND NOT y.defined
    WHERE l.soname IS NOT NULL GROUP BY l.soname
),
words AS (
    SELECT l.soname, any_value(s.value) AS word
    FROM libraries l JOIN native_strings s ON s.evidence = l.evidence
    WHERE s.value LIKE '%DexClassLoader%' OR regexp_matches(s.value, '^https?://') OR regexp_matches(s.value, '\.(jar|dex|apk)$') GROUP BY l.soname
)
SELECT
    c.path AS subject, 'file' AS subject_kind, c.evidence, c.path, c.extra, coalesce(g.path, c.extra) AS locator, w.word AS detail,
    'that library ' || CASE WHEN g.connects THEN 'opens connections and ' ELSE '' END || 'names ' || w.word AS reason,
    CASE WHEN g.connects THEN 'high' ELSE 'medium' END AS level
FROM core c
JOIN gives g ON g.soname = c.extra
JOIN words w ON w.soname = c.extra
WHERE NOT regexp_matches(c.extra, '^lib(android|android_?fw|andr.*|art.*|audio.*|backtrace|base|binder.*|bionic|c|c\+\+|camera.*|capture.*|cutils|crypto|cryptfs.*|debuggerd.*|dl.*|drm.*|dump.*|egl|EGL|ETC1|expat|ext.*|feature.*|file.*|ft2|gif|graphics.*|gralloc.*|GLES.*|gui|hard.*|harfbuzz.*|hid.*|hidl.*|hwbinder|hwui|hwc.*|icu.*|image.*|incident.*|input.*|iprouteutil|jpeg|json.*|log|lzma|m|media.*|mem.*|minikin|native.*|nativehelper|nativeloader|net.*|nl|opus.*|pac.*|pdx.*|pdfium|perfctl|permission.*|piex|pixelflinger|plugin.*|png.*|power.*|processgroup.*|procinfo|prot.*|radio.*|rescache|RS.*|selinux|sensor.*|services.*|sigchain|skia|sonivox|soundtrigger.*|sqlite|ssl|stagefright.*|stats.*|stdc\+\+|stlport|surfaceflinger.*|sync|sys.*|timein.*|tinyxml.*|time.*|ui|unwind.*|usb.*|utils.*|vendor.*|vintf.*|vndk.*|vulkan|wilhelm|wpa.*|z|zip.*)\.so$')
QUALIFY row_number() OVER (PARTITION BY c.evidence ORDER BY g.connects DESC, c.extra) = 1

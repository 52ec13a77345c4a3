/* ---
title = "A program for becoming root is on the phone"
question = "backdoor"
category = "tampered"
level = "high"
confidence = "medium"
basis = "configured"
needs = ["files"]
says = "{path} is a program by which others become root{how}."
advice = "If you did not root this phone yourself, somebody else did: compare with an official image and put it back."
because = "Root may do everything, and su hands it on. A phone that is sold has no such program; one that was in somebody's hands for an hour may."
falsepositives = ["A phone that its owner rooted on purpose.", "Engineering and userdebug builds, which have a su that only adb may use: medium."]
limits = "Goes by the program's name and place; whether it asks anybody is not known. A start-up line for a su that is not there is not counted."
references = ["source.android.com: build variants", "ZTE sync_agent, CVE-2012-2949"]
--- */
SELECT
    f.path AS subject, 'file' AS subject_kind, f.evidence, f.path, f.path AS locator, CASE f.kind WHEN 'elf' THEN 'a native program' WHEN 'script' THEN 'a script' WHEN 'zip' THEN 'an archive' ELSE 'a file' END || coalesce(' of ' || f.size || ' bytes', '') AS detail,
    coalesce(', started at every start (' || s.how || ')', '') AS how,
    CASE WHEN (SELECT coalesce(build_type, 'user') FROM phone) IN ('eng', 'userdebug') THEN 'medium' ELSE 'high' END AS level,
    CASE WHEN s.how IS NOT NULL OR (f.mode & 2048) > 0 THEN 'high' ELSE 'medium' END AS confidence
FROM files f
LEFT JOIN (
    SELECT file, any_value(array_to_string(run_by[1:2], ', ')) AS how
    FROM (SELECT run_by, unnest(runs) AS file FROM run_commands WHERE started) GROUP BY file
) s ON s.file = f.path OR '/system' || s.file = f.path
WHERE f.partition IS NOT NULL AND f.partition NOT IN ('recovery') AND f.kind IN ('elf', 'script', 'other', 'zip') AND coalesce(f.size, 1) > 0
  AND (regexp_matches(f.path, '/(s?x?bin|bin/\.ext|su|bin/hw)/\.?(su|[a-z0-9]*su|daemonsu|sugote|supolicy|magisk(32|64|init|policy|su)?|ksud|apd|rootsh|suid|toolsu|ru)$')
    OR regexp_matches(f.path, '^/data/adb/(magisk|ksu|ap)/'))
  AND NOT regexp_matches(f.path, '/(cpsu|lsu|libsu|tsu)$')
QUALIFY row_number() OVER (PARTITION BY regexp_replace(f.path, '/[^/]+$', '') ORDER BY s.how IS NULL, len(f.path)) = 1

/* ---
title = "The system runs a file that others can put in place"
question = "backdoor"
category = "code-loading"
level = "high"
confidence = "high"
basis = "configured"
needs = ["commands"]
says = "{path} runs or loads {file}{how}, and {whose} can put a file of that name there."
advice = "Compare the start-up files with an official image; look whether the file is there."
because = "What root runs must lie where nobody else can write. A place for hand-dropped scripts is a door that stays open after every cleaning."
falsepositives = ["Factory lines that pick up a test script from a card or from /data and left the line in.", "A script that first puts the file there itself from the system, which is low."]
limits = "The file itself is seldom in the evidence. Places in /data that only the system can write are medium, and high where the name is hidden."
references = ["CWE-427", "source.android.com: storage and SELinux"]
--- */
SELECT
    path AS subject, 'file' AS subject_kind, evidence, path, file, how, whose, 'line ' || line AS locator, program || ' ' || said AS detail,
    CASE
        WHEN own OR dormant THEN 'low'
        WHEN NOT started THEN CASE WHEN place = 'data' THEN 'low' ELSE 'medium' END
        WHEN place = 'data' THEN CASE WHEN regexp_matches(file, '/\.[^/]+(/|$)') THEN 'high' ELSE 'medium' END
        WHEN coalesce("user", 'root') IN ('root', 'system', 'radio', 'shell', 'log') THEN 'high' ELSE 'medium'
    END AS level,
    CASE WHEN started AND place <> 'data' THEN 'high' ELSE 'medium' END AS confidence
FROM (
    SELECT
        c.*, r.file, place_kind(r.file) AS place,
        CASE place_kind(r.file) WHEN 'shared' THEN 'every app that may use the shared storage' WHEN 'shell' THEN 'whoever has adb' ELSE 'another part of the system' END AS whose,
        EXISTS (
            SELECT 1 FROM commands w WHERE w.evidence = c.evidence AND w.program IN ('cp', 'cat', 'mv', 'ln', 'dd') AND list_contains(w.writes, r.file)
              AND place_kind(r.file) <> 'shared' AND place_kind(coalesce(w.arguments[len(w.arguments) - 1], w.arguments[1])) = 'system'
        ) AS own
    FROM run_commands c, (SELECT DISTINCT evidence, line, program, arguments, unnest(runs) AS file FROM commands) r
    WHERE r.evidence = c.evidence AND r.line = c.line AND r.program = c.program AND r.arguments = c.arguments
      AND place_kind(r.file) IN ('shared', 'shell', 'data') AND (c.started OR NOT contains(r.file, '$'))
)
QUALIFY row_number() OVER (PARTITION BY path, file ORDER BY started DESC, line) = 1

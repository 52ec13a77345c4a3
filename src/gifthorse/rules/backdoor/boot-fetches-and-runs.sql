/* ---
title = "The system fetches commands or programs from the network and runs them"
question = "backdoor"
category = "remote-command"
level = "critical"
confidence = "high"
basis = "configured"
needs = ["commands"]
says = "{path} fetches {what} and {deed}{how}."
advice = "Do not use the phone: whoever answers at that address is its master. Compare with an official image."
because = "Whoever runs the server, or stands on the line when it is not encrypted, decides what the phone does, as root and at every start."
falsepositives = ["A maker's updater that checks a signature before it runs what it fetched: the check is not recognised in scripts."]
limits = "Addresses that are put together at run time are shown as written. High when the transport is encrypted."
references = ["CWE-494"]
--- */
WITH fetches AS (
    SELECT
        c.*, list_filter(c.arguments, lambda a: contains(a, '://') OR regexp_matches(a, '^[$(]'))[1] AS address
    FROM run_commands c
    WHERE c.program IN ('curl', 'wget', 'aria2c', 'ftpget', 'tftp', 'scp', 'rsync')
),
used AS (
    SELECT f.*, 'hands it to ' || f.piped_to AS deed FROM fetches f
    WHERE f.piped_to IN ('sh', 'bash', 'mksh', 'ash', 'dash', 'eval', '.', 'source', 'python', 'python3', 'perl', 'su')
    UNION ALL BY NAME
    SELECT f.*, CASE WHEN u.program IN ('pm', 'cmd') THEN 'installs it' WHEN u.program = 'insmod' THEN 'loads it into the kernel' ELSE 'runs it' END AS deed
    FROM fetches f JOIN commands u ON u.evidence = f.evidence AND (u.line <> f.line OR u.program <> f.program) AND (
        list_has_any(u.runs, f.writes)
        OR (u.program IN ('pm', 'cmd') AND list_has_any(u.arguments, ['install', 'install-write']) AND list_has_any(u.arguments, f.writes))
    )
)
SELECT
    path AS subject, 'file' AS subject_kind, evidence, path, how, deed, coalesce(address, 'something') AS what, 'line ' || line AS locator, program || ' ' || said AS detail,
    CASE
        WHEN address LIKE 'https://%' OR address LIKE 'sftp://%' OR program IN ('scp', 'rsync') THEN CASE WHEN started THEN 'high' ELSE 'medium' END
        WHEN started THEN 'critical' ELSE 'high'
    END AS level,
    CASE WHEN started THEN 'high' ELSE 'medium' END AS confidence
FROM used
QUALIFY row_number() OVER (PARTITION BY evidence, line, program ORDER BY deed) = 1

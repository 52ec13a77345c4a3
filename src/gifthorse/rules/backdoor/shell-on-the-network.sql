/* ---
title = "The system hands a shell to the network"
question = "backdoor"
category = "listener"
level = "critical"
confidence = "high"
basis = "configured"
needs = ["commands"]
says = "{path} has {program} {deed}{how}."
advice = "Take the phone off every network and do not use it; compare with an official image."
because = "Whoever connects, or answers at the other end, commands the phone with the rights of the one who started it."
falsepositives = ["A debugging door of a development build that was left in: it is as open as any other."]
limits = "A port on the phone itself is high, because every app can connect; so are doors that ask for a key or password."
references = ["CWE-912", "CWE-306"]
--- */
WITH doors_found AS (
    SELECT c.*, CASE
        WHEN c.program = 'telnetd' THEN 'wait for connections and give a shell'
        WHEN c.program IN ('nc', 'netcat', 'ncat', 'nc.traditional', 'nc.openbsd') AND (
            regexp_matches(c.said, '(^| )(-[a-zA-Z]*[ec]|--exec|--sh-exec)[ =]*[^ ]*\b(sh|bash|ash|mksh|su)\b')
            OR regexp_matches(c.said, '(^| )-[a-zA-Z]*[lL][a-zA-Z]*( .*)? [^ -][^ ]*(^|/)?(sh|bash|ash|mksh|su)( |$)')
            OR c.piped_to IN ('sh', 'bash', 'mksh', 'ash', 'dash')
            OR EXISTS (SELECT 1 FROM commands s WHERE s.evidence = c.evidence AND s.program IN ('sh', 'bash', 'mksh', 'ash', 'dash') AND s.piped_to = c.program)
        ) THEN CASE WHEN regexp_matches(c.said, '(^| )-[a-zA-Z]*[lL]') THEN 'wait for connections and give a shell' ELSE 'call out and give a shell to the other end' END
        WHEN c.program = 'socat' AND regexp_matches(c.said, '(EXEC|SYSTEM|SHELL):', 'i') AND regexp_matches(c.said, '(TCP|UDP|OPENSSL|SCTP|VSOCK)', 'i')
            THEN CASE WHEN regexp_matches(c.said, 'LISTEN|-L:', 'i') THEN 'wait for connections and give a shell' ELSE 'call out and give a shell to the other end' END
        WHEN len(list_filter(c.writes, lambda w: w LIKE '/dev/tcp/%' OR w LIKE '/dev/udp/%')) > 0 THEN 'call out and give a shell to the other end'
        WHEN c.program IN ('dropbear', 'sshd') THEN 'wait for logins'
        WHEN c.program IN ('gdbserver', 'gdbserver64', 'lldb-server', 'frida-server') AND regexp_matches(c.said, '(0\.0\.0\.0|\*|(^| )):[0-9]+') THEN 'let anybody debug the phone over the network'
    END AS deed
    FROM run_commands c
)
SELECT
    path AS subject, 'file' AS subject_kind, evidence, path, program, deed, how, 'line ' || line AS locator, program || ' ' || said AS detail,
    CASE
        WHEN program IN ('dropbear', 'sshd') OR near THEN CASE WHEN started THEN 'high' ELSE 'medium' END
        WHEN started THEN 'critical' ELSE 'high'
    END AS level,
    CASE WHEN started THEN 'high' ELSE 'medium' END AS confidence
FROM (SELECT *, regexp_matches(said, '(127\.0\.0\.[0-9]+|localhost|\[?::1\b)') AS near FROM doors_found WHERE deed IS NOT NULL)
QUALIFY row_number() OVER (PARTITION BY evidence, line, program ORDER BY line) = 1

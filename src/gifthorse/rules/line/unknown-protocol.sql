/* ---
title = "Something that looks encrypted is spoken in a language that is not known"
question = "line"
category = "unexpected-destination"
level = "medium"
confidence = "low"
basis = "observed"
needs = ["connections"]
says = "{who} speaks a language with {whom} that is not known and looks encrypted ({bits} bits a byte, {bytes} bytes out)."
advice = "Find out which app it is; switch it off or block the address until its maker explains it."
because = "Programs that hide what they say make a language of their own."
falsepositives = ["Games, calls and messengers have languages of their own too."]
limits = "Of few bytes it is told by what chance would give at their number. Over UDP only what is slower than calls and games are, and low where the server may have been asked for by name."
references = []
--- */
WITH noisy AS (
    SELECT k.*, c.likeness, epoch(k.last - k.first) AS seconds FROM talks k JOIN carried c USING (evidence, connection)
    WHERE c.kind = 'noise' AND c.side = 'out' AND k.protocol = 'unknown' AND NOT k.local AND k.bytes_in > 0
),
heard AS (
    SELECT *, NULL AS likeness FROM talks
    WHERE protocol = 'unknown' AND transport = 'tcp' AND entropy >= 7 AND NOT local AND state IN ('established', 'reset') AND bytes_out > 500 AND bytes_in > 0
    UNION ALL BY NAME SELECT * EXCLUDE (seconds) FROM noisy WHERE transport = 'tcp' AND state IN ('established', 'reset') AND bytes_out > 500
    -- Calls and games send many packets a second, both ways
    UNION ALL BY NAME SELECT * EXCLUDE (seconds) FROM noisy
    WHERE transport = 'udp' AND bytes_out >= 200 AND packets_out >= 4 AND (packets_out + packets_in < 60 OR packets_out + packets_in < 3 * seconds) AND server_port NOT IN (443, 500, 4500, 3478, 3479, 3480, 3481, 19302, 19305)
)
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, round(k.entropy::DOUBLE, 1) AS bits, k.bytes_out AS bytes, 'packet ' || k.first_packet AS locator,
    k.transport || ' port ' || k.server_port || coalesce(', as mixed as ' || round(100 * k.likeness::DOUBLE)::INT || ' % of chance', '') AS detail, CASE WHEN k.transport = 'udp' AND k.resolved_before IS DISTINCT FROM false THEN 'low' END AS level
FROM heard k
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, k.server ORDER BY k.bytes_out DESC) = 1

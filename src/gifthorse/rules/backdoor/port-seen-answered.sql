/* ---
title = "Somebody was seen reaching the port that an app listens on"
question = "backdoor"
category = "listener"
level = "high"
confidence = "high"
basis = "observed"
needs = ["origins", "api_uses", "connections"]
says = "{package} listens on TCP port {port}, and {client} was seen sending {into} bytes to it and getting {out} bytes back in packet {packet} and after{deed}."
advice = "Take the phone off every network and disable the app; find out who that is."
because = "A door in the app was not only there: somebody came through it and was answered."
falsepositives = ["Sharing of files and screens that the user started."]
limits = "The port must be constant in the code. That this app answered is told by the port alone where the capture names no app."
references = ["BADBOX", "CWE-306"]
--- */
SELECT
    p.package AS subject, o.evidence, p.package, o.port, k.client, k.bytes_out AS into, k.bytes_in AS out, k.first_packet AS packet, u.caller || ':' || o.pc AS locator, steps(coalesce(x.path, o.path)) AS detail,
    CASE WHEN x.evidence IS NOT NULL THEN '; what comes in there is run as a command' ELSE '' END AS deed,
    [in_packet(k.evidence, k.first_packet, k.bytes_out || ' bytes to the phone, ' || k.bytes_in || ' back', k.connection, k.transport, k.client, k.client_port, k.server, k.server_port, k.first)] AS also,
    CASE WHEN x.evidence IS NOT NULL THEN 'critical' ELSE 'medium' END AS level
FROM (
    SELECT DISTINCT evidence, method, pc, path, TRY_CAST(detail AS INTEGER) AS port FROM origins
    WHERE category = 'socket-listen' AND argument = 'value' AND origin = 'constant' AND regexp_matches(detail, '^[0-9]{1,5}$')
) o
JOIN code_power p USING (evidence)
JOIN places u ON u.evidence = o.evidence AND u.method = o.method AND u.pc = o.pc
JOIN talks k ON k.server_port = o.port AND k.transport = 'tcp' AND k.state IN ('established', 'reset', 'midway') AND k.bytes_out > 0 AND k.bytes_in > 0
LEFT JOIN (
    SELECT evidence, any_value(path ORDER BY proven DESC, len(path)) AS path FROM decided_outside
    WHERE source = 'socket' AND category IN ('exec', 'code-load', 'install') AND NOT caller_checked(guards) GROUP BY evidence
) x ON x.evidence = o.evidence
WHERE k.client <> k.server AND NOT regexp_matches(k.client, '^(127\.|::1$)') AND coalesce(k.package, p.package) = p.package
  -- The phone is whoever else is seen as a client in this capture
  AND k.server IN (SELECT client FROM talks c WHERE c.evidence = k.evidence)
QUALIFY row_number() OVER (PARTITION BY o.evidence, o.port ORDER BY k.first_packet, o.pc) = 1

/* ---
title = "A door opens after knocking at closed ones"
question = "line"
category = "unexpected-destination"
level = "medium"
confidence = "medium"
basis = "observed"
needs = ["connections"]
says = "{who} knocked at ports {ports} of {whom}, which are closed, and within half a minute port {door} there let it in."
advice = "Find out which app it is, or what listens there; switch it off until its maker explains it."
because = "A server that opens to a secret row of knocks hides from everybody else: so do those who steer programs from afar, and hidden listeners on a phone."
falsepositives = ["Programs that try several ports of a server until one answers, if those are unusual ones; users of port knocking for a server of their own."]
limits = "Three to twelve closed ports, one packet each or one and its repetitions within five seconds, none of them a common one."
references = ["MITRE ATT&CK T1205.001"]
--- */
WITH knocks AS (
    SELECT evidence, who, client, server, server_port, first, first_packet FROM talks
    WHERE transport IN ('tcp', 'udp') AND state IN ('unanswered', 'refused') AND bytes_out < 64 AND packets_out <= 3
      AND NOT message_port(server_port) AND server_port NOT IN (21, 22, 25, 53, 80, 110, 123, 143, 443, 465, 587, 853, 993, 995, 1883, 3478, 8000, 8080, 8443)
      AND NOT (transport = 'udp' AND server_port BETWEEN 33434 AND 33534)
),
doors AS (
    SELECT k.subject, k.evidence, k.who, k.client, k.server, k.whom, k.server_port, k.first, k.first_packet, n.server_port AS knocked, n.first_packet AS knock, n.first AS at
    FROM talks k JOIN knocks n ON n.evidence = k.evidence AND n.client = k.client AND n.server = k.server AND n.server_port <> k.server_port AND n.first BETWEEN k.first - INTERVAL 30 SECOND AND k.first
    WHERE k.transport = 'tcp' AND k.state IN ('established', 'reset')
)
SELECT any_value(subject) AS subject, 'connection' AS subject_kind, evidence, any_value(who) AS who, any_value(whom) AS whom, server_port AS door, array_to_string(list(DISTINCT knocked)[1:8], ', ') AS ports,
    'packet ' || min(knock) AS locator, 'the connection begins in packet ' || first_packet AS detail
FROM doors d
WHERE (SELECT count(DISTINCT o.server_port) FROM knocks o WHERE o.evidence = d.evidence AND o.client = d.client AND o.server = d.server) <= 12
GROUP BY evidence, client, server, server_port, first_packet HAVING count(DISTINCT knocked) BETWEEN 3 AND 12
QUALIFY row_number() OVER (PARTITION BY evidence, client, server ORDER BY first_packet) = 1

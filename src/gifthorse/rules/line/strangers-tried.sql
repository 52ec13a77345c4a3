/* ---
title = "Strangers are tried one after the other"
question = "line"
category = "unexpected-destination"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["connections"]
says = "{who} tried port {port} of {targets} servers outside that nobody had named, without an answer from most."
advice = "Take the device off the network; find out which app it is."
because = "Programs that look for others to take over knock at every door. A phone that does so works for somebody else."
falsepositives = ["File sharing where the capture does not show its protocol."]
limits = "TCP. The ports of ordinary services count only where ten of the servers lie side by side. Devices that share files by BitTorrent are left out."
references = ["MITRE ATT&CK T1046", "Mirai"]
--- */
WITH tried AS (
    SELECT *, regexp_extract(server, '^(.*)\.', 1) AS row_of FROM talks
    WHERE NOT local AND transport = 'tcp' AND name IS NULL AND coalesce(resolved_before, false) = false AND (state IN ('unanswered', 'refused') OR state IN ('established', 'reset') AND bytes_out < 400)
      AND (evidence, client) NOT IN (SELECT (evidence, client) FROM talks WHERE protocol = 'bittorrent')
)
SELECT any_value(subject) AS subject, 'connection' AS subject_kind, evidence, who, server_port AS port, count(DISTINCT server) AS targets, 'packet ' || min(first_packet) AS locator,
    'such as ' || array_to_string(list_sort(list(DISTINCT server))[1:6], ', ') AS detail
FROM tried
GROUP BY evidence, who, server_port
HAVING count(DISTINCT server) FILTER (state IN ('unanswered', 'refused')) >= 20 AND count(DISTINCT server) FILTER (state IN ('unanswered', 'refused')) >= 0.5 * count(DISTINCT server)
   AND (NOT message_port(server_port) AND server_port NOT IN (80, 443, 853, 993, 8080) OR count(DISTINCT server) - count(DISTINCT row_of) >= 10)

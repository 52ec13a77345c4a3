/* ---
title = "A server's ports are tried one after the other"
question = "line"
category = "unexpected-destination"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["connections"]
says = "{who} tried {ports} ports of {whom} without an answer."
advice = "Find out which app it is; switch it off or block the address until its maker explains it."
because = "It looks for a door."
falsepositives = ["Programs that try a few ports for calls."]
limits = "From fifteen ports of one server on, outside or in the local network; the ports of traceroute are left out."
references = []
--- */
SELECT any_value(k.subject) AS subject, 'connection' AS subject_kind, k.evidence, k.who, k.server AS whom, count(DISTINCT k.server_port) AS ports, 'packet ' || min(k.first_packet) AS locator
FROM talks k WHERE k.state IN ('unanswered', 'refused') AND NOT regexp_matches(k.server, '^(22[4-9]|23[0-9])\.|\.255$|^ff')
    AND (k.transport = 'tcp' OR k.transport = 'udp' AND k.server_port NOT BETWEEN 33434 AND 33534 AND coalesce(k.protocol, '') NOT IN ('stun', 'rtp', 'bittorrent'))
GROUP BY k.evidence, k.who, k.server HAVING count(DISTINCT k.server_port) >= 15

/* ---
title = "Two devices say that the same address is theirs"
question = "line"
category = "interception"
level = "medium"
confidence = "medium"
basis = "observed"
needs = ["neighbours"]
says = "{mac} says that {address} is its own, which is {other}'s; {mac} also has {own}."
advice = "Leave this network. If it is your own, find the device with the hardware address {mac}."
because = "Who takes another's address in the local network gets the traffic that is meant for it, and can read and change what is not encrypted."
falsepositives = ["Two routers that stand in for each other; bridges and access points that answer for others."]
limits = "Only where one of the two has another address as well. It is high where the address is asked for by others as a router's is."
references = ["MITRE ATT&CK T1557.002"]
--- */
WITH owned AS (SELECT * FROM neighbours WHERE kind = 'owned' AND address NOT LIKE '169.254.%' AND NOT regexp_matches(mac, '^(00:00:5e:00:01|00:00:0c:07:ac|00:00:0c:9f)')),
twice AS (
    SELECT a.evidence, a.address, a.mac, b.mac AS other, o.address AS own, a.packet, a.seen
    FROM owned a JOIN owned b ON b.evidence = a.evidence AND b.address = a.address AND b.mac <> a.mac
    JOIN owned o ON o.evidence = a.evidence AND o.mac = a.mac AND o.address <> a.address
)
SELECT t.address || ' ← ' || t.mac AS subject, 'connection' AS subject_kind, t.evidence, t.address, t.mac, t.other, t.own, 'packet ' || t.packet AS locator, 'ARP' AS detail,
    CASE WHEN regexp_matches(t.address, '\.(1|254)$') OR (SELECT count(DISTINCT n.mac) FROM neighbours n WHERE n.evidence = t.evidence AND n.kind = 'asked' AND n.target = t.address AND n.mac NOT IN (t.mac, t.other)) >= 2 THEN 'high' END AS level
FROM twice t
QUALIFY row_number() OVER (PARTITION BY t.evidence, t.address ORDER BY t.packet DESC) = 1

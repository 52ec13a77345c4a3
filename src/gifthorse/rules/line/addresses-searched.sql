/* ---
title = "The local network is asked for every address"
question = "line"
category = "unexpected-destination"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["neighbours"]
says = "{who} ({mac}) asked the local network for {targets} addresses of {network} within ten minutes; {silent} of them do not exist."
advice = "Find out which app it is; switch it off or block the address until its maker explains it."
because = "Whoever looks for other devices to attack or to list must ask for each address first, also where none of them answers."
falsepositives = ["Apps that list what is in the network at the user's wish; routers that look for devices that have gone."]
limits = "ARP alone, so IPv4. A router by its address that calls nobody outside is left out."
references = ["MITRE ATT&CK T1018"]
--- */
SELECT address || ' → ' || network AS subject, 'connection' AS subject_kind, evidence, address AS who, mac, network, count(DISTINCT target) AS targets, count(DISTINCT target) FILTER (answer IS NULL) AS silent,
    'packet ' || min(packet) AS locator, 'from ' || any_value(target ORDER BY packet) || ' to ' || any_value(target ORDER BY packet DESC) AS detail
FROM (SELECT *, regexp_extract(target, '^(.*)\.', 1) || '.0/24' AS network FROM neighbours WHERE kind = 'asked') n
WHERE NOT regexp_matches(address, '\.(1|254)$') OR EXISTS (SELECT 1 FROM connections k WHERE k.evidence = n.evidence AND k.client = n.address AND NOT k.local)
GROUP BY evidence, address, mac, network, time_bucket(INTERVAL 10 MINUTE, seen)
HAVING count(DISTINCT target) FILTER (answer IS NULL) >= 16 AND count(DISTINCT target) FILTER (answer IS NULL) >= 0.5 * count(DISTINCT target)
QUALIFY row_number() OVER (PARTITION BY evidence, address, mac, network ORDER BY min(packet)) = 1

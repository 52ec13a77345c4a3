/* ---
title = "Traffic goes around the tunnel while it is up"
question = "line"
category = "unexpected-destination"
level = "medium"
confidence = "medium"
basis = "observed"
needs = ["connections"]
says = "While {who} had a tunnel ({how}) to {tunnel}, {count} went around it, to {some}."
advice = "Switch on 'block connections without VPN' in the system's settings; find out which app it is."
because = "Who uses a tunnel counts on it: what goes around shows the network where the phone goes, and the other side where it is."
falsepositives = ["Apps that the user has let around the tunnel, and a computer behind the same address."]
limits = "Only WireGuard, OpenVPN, PPTP and L2TP count as tunnels: calls over Wi-Fi use IPsec too. Android's own checks of the network and of the time are left out."
references = ["Mullvad MUL22-03: Android leaks connectivity checks"]
--- */
WITH tunnels AS (
    SELECT evidence, client, server, any_value(protocol) AS protocol, any_value(whom) AS whom, min(first) AS first, max(last) AS last
    FROM talks WHERE protocol IN ('wireguard', 'openvpn', 'pptp', 'l2tp') AND NOT local AND bytes_in > 0 GROUP BY evidence, client, server
    HAVING max(last) - min(first) >= INTERVAL 2 MINUTE
),
around AS (
    SELECT k.*, t.whom AS tunnel, t.protocol AS how
    FROM talks k JOIN tunnels t ON t.evidence = k.evidence AND t.client = k.client AND k.first BETWEEN t.first + INTERVAL 30 SECOND AND t.last - INTERVAL 30 SECOND
    LEFT JOIN destinations e ON e.name = k.whom
    WHERE NOT k.local AND k.server NOT IN (SELECT server FROM tunnels) AND k.bytes_out > 0 AND k.state IN ('established', 'answered', 'reset')
      AND k.transport IN ('tcp', 'udp') AND coalesce(k.protocol, '') NOT IN ('ntp', 'ike', 'ipsec', 'esp') AND coalesce(e.role, '') <> 'time'
      AND NOT regexp_matches(coalesce(k.name, ''), '(^|\.)(connectivitycheck|connectivity-check|captive|generate204)\.|^time[0-9]*\.|\.3gppnetwork\.org$')
)
SELECT any_value(subject) AS subject, 'connection' AS subject_kind, evidence, who, any_value(tunnel) AS tunnel, any_value(how) AS how, counted(count(*), 'connection') AS count, listing(list_sort(list(DISTINCT coalesce(registered, whom)))[1:3]) AS some,
    'packet ' || min(first_packet) AS locator, array_to_string(list_sort(list(DISTINCT whom || coalesce(':' || server_port, '')))[1:12], chr(10)) AS detail,
    CASE WHEN count(*) < 3 AND sum(bytes_out) < 2000 THEN 'low' ELSE 'medium' END AS level
FROM around GROUP BY evidence, who

/* ---
title = "Traffic goes through a tunnel"
question = "line"
category = "unexpected-destination"
level = "info"
confidence = "high"
basis = "observed"
needs = ["connections"]
says = "{who} keeps a tunnel ({how}) to {whom}: {bytes} bytes."
advice = "Nothing, if the user has set it up."
because = "What goes through it cannot be seen here, and whoever runs the other end sees where the phone goes."
falsepositives = ["A VPN of the user or his company."]
limits = ""
references = []
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, k.protocol AS how, k.bytes_out + k.bytes_in AS bytes, 'packet ' || k.first_packet AS locator, k.transport || ' port ' || coalesce(k.server_port::VARCHAR, 'none') AS detail
FROM talks k WHERE k.protocol IN ('wireguard', 'openvpn', 'ike', 'ipsec', 'esp', 'pptp', 'l2tp') AND NOT k.local
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, k.server ORDER BY k.first_packet) = 1

/* ---
title = "A server is called by an address that nobody asked a name for"
question = "line"
category = "unexpected-destination"
level = "low"
confidence = "medium"
basis = "observed"
needs = ["connections", "dns"]
says = "{who} called {whom} directly: no DNS answer named that address ({bytes} bytes out)."
advice = "Find out which app it is; switch it off or block the address until its maker explains it."
because = "Ordinary services are looked up by name. A fixed address avoids filters and leaves no trace in DNS."
falsepositives = ["Names asked for before the capture began, or over an encrypted resolver.", "Calls between two phones."]
limits = "Only told where the capture holds DNS answers at all."
references = []
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, k.bytes_out AS bytes, 'packet ' || k.first_packet AS locator, k.transport || ', ' || coalesce(k.protocol, 'no payload') AS detail,
    CASE WHEN k.protocol IN ('http', 'unknown') AND k.bytes_out > 1000 THEN 'medium' ELSE 'low' END AS level, CASE WHEN k.bytes_out > 1000 THEN 'medium' ELSE 'low' END AS confidence
FROM talks k
WHERE k.resolved_before = false AND k.name IS NULL AND NOT k.local AND k.state IN ('established', 'reset', 'answered') AND coalesce(k.protocol, '') NOT IN ('dns', 'stun', 'ntp', 'rtp', 'quic', 'wireguard', 'dtls', 'xmpp', 'mipush')
  AND k.transport IN ('tcp', 'udp') AND k.bytes_out > 0 AND k.evidence IN (SELECT evidence FROM dns WHERE response AND transport IN ('udp', 'tcp'))
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, k.server ORDER BY k.bytes_out DESC) = 1

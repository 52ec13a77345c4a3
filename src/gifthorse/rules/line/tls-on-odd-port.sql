/* ---
title = "Encrypted traffic goes to an unusual port"
question = "line"
category = "unexpected-destination"
level = "low"
confidence = "high"
basis = "observed"
needs = ["connections", "tls"]
says = "{who} speaks TLS with {whom} on port {port}."
advice = "Ask the app's maker; until then do not use the app on networks of others."
because = "Services for everybody use the usual ports; others may be a maker's own or somebody's private server."
falsepositives = ["Games, calls and makers' own services."]
limits = ""
references = ["RFC 9325"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, k.server_port AS port, 'packet ' || t.packet AS locator, concat_ws(', ', t.version, t.cipher) AS detail
FROM tls t JOIN talks k USING (evidence, connection)
WHERE NOT message_port(k.server_port) AND k.server_port NOT IN (443, 853, 465, 587, 993, 995, 8443, 4433, 3478, 5349, 5061, 636, 989, 990, 2083) AND NOT k.local AND t.over IN ('tcp', 'quic') AND k.server_port IS NOT NULL AND t.version IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, k.whom ORDER BY t.packet) = 1

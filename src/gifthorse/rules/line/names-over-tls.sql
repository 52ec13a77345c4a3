/* ---
title = "Names are asked for over an encrypted channel"
question = "line"
category = "dns-bypass"
level = "info"
confidence = "high"
basis = "observed"
needs = ["connections", "tls"]
says = "{who} asks {whom} for names over {how}."
advice = "Nothing, if it was set by the user."
because = "Good against listeners on the way; it also means that the names in this capture are not all there are."
falsepositives = ["Private DNS that the user has set."]
limits = ""
references = []
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, CASE WHEN k.server_port = 853 THEN 'DNS over TLS' ELSE 'HTTPS' END AS how, 'packet ' || t.packet AS locator, coalesce(t.sni, k.server) AS detail
FROM tls t JOIN talks k USING (evidence, connection)
WHERE NOT k.local AND k.encrypted_dns
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, k.whom ORDER BY t.packet) = 1

/* ---
title = "What is fetched is not what it says it is"
question = "line"
category = "unexpected-destination"
level = "medium"
confidence = "medium"
basis = "observed"
needs = ["connections", "http"]
says = "{who} sent a form to {whom}, a server without a name, and got {bytes} bytes back that call themselves a web page and are none."
advice = "Find out which app it is; switch it off or block the address until its maker explains it."
because = "Programs that are run from afar fetch their orders so, to look like a browser."
falsepositives = ["A maker's own service that does not declare what it sends."]
limits = "Only where the server is called by its address, in the clear."
references = ["MITRE ATT&CK T1001.003"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, h.response_bytes AS bytes, 'packet ' || h.packet AS locator, h.method || ' ' || left(h.path, 80) || ' on port ' || k.server_port || ': ' || left(h.content_type, 60) AS detail,
    CASE WHEN k.server_port IN (80, 8080) THEN 'low' ELSE 'medium' END AS level
FROM http h JOIN talks k USING (evidence, connection)
WHERE h.scheme = 'http' AND NOT k.local AND h.method = 'POST' AND h.status = 200 AND h.response_kind = 'binary' AND h.response_bytes > 1000 AND regexp_matches(lower(coalesce(h.content_type, '')), '^text/(html|plain)')
  AND regexp_matches(coalesce(h.host, ''), '^([0-9]{1,3}\.){3}[0-9]{1,3}$|^[0-9a-f:]+$')
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, k.server ORDER BY h.packet) = 1

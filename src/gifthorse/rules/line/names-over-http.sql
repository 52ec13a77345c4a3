/* ---
title = "Names are asked for over HTTP"
question = "line"
category = "dns-bypass"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["connections", "http"]
says = "{who} asks {whom} for names over HTTP in the clear: {url}."
advice = "Ask the app's maker; until then do not use the app on networks of others."
because = "It gets around the phone's own DNS and its protection, and is readable and changeable on the way."
falsepositives = ["Services that happen to use the same words."]
limits = "Known by the form of the URL, or by a name in the request and addresses in the answer, whatever their form."
references = []
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, left(split_part(h.url, '?', 1), 160) AS url, 'packet ' || h.packet AS locator, coalesce('asked for ' || h.resolves || ', answered with addresses', 'by the form of its URL') AS detail
FROM http h JOIN talks k USING (evidence, connection)
WHERE h.scheme = 'http' AND NOT k.local AND (h.resolves IS NOT NULL OR regexp_matches(coalesce(h.url, ''), '(?i)^http://[0-9a-f.:\[\]]+(:\d+)?/(d\?|[^?]*(httpdns|resolve|sign_d|/d)\?)[^#]*(host|dn|name|domain)=') OR regexp_matches(coalesce(h.url, ''), '(?i)^http://[^/?#]+/(resolve|dns-query)\?([^#]*&)?name=[a-z0-9-]+(\.[a-z0-9-]+)+(&|$)'))
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, k.whom ORDER BY h.packet) = 1

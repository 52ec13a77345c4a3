/* ---
title = "Updates are asked for in the clear"
question = "line"
category = "update-over-http"
level = "medium"
confidence = "medium"
basis = "observed"
needs = ["connections", "http"]
says = "{who} asked {whom} for updates in the clear: {url}."
advice = "Ask the maker; install updates only over a VPN until then."
because = "The answer says what to fetch and from where; whoever sits on the way can give another."
falsepositives = ["Addresses that only look like updates."]
limits = ""
references = ["CWE-494"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, left(split_part(h.url, '?', 1), 160) AS url, 'packet ' || h.packet AS locator, h.method AS detail
FROM http h JOIN talks k USING (evidence, connection)
WHERE h.scheme = 'http' AND NOT k.local AND regexp_matches(lower(coalesce(h.host, '') || coalesce(h.path, '')), '(^|[^a-z])(ota|fota|checkupdate|check_update|checkversion|appupdate|sysupgrade|firmware|upgrade)([^a-z]|$)')
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, h.host ORDER BY h.packet) = 1

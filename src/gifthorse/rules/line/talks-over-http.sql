/* ---
title = "An app or service talks in the clear"
question = "line"
category = "cleartext"
level = "low"
confidence = "high"
basis = "observed"
needs = ["connections", "http"]
says = "{who} talked in the clear (HTTP) to {whom}: {requests}, such as {url}."
advice = "Prefer apps that use HTTPS; use a VPN on networks of others."
because = "Anybody on the way can read and change what is asked and answered."
falsepositives = ["Checks whether the network leads to the Internet."]
limits = ""
references = ["CWE-319"]
--- */
SELECT any_value(k.subject) AS subject, 'connection' AS subject_kind, k.evidence, any_value(k.who) AS who, coalesce(k.registered, any_value(k.whom)) AS whom, counted(count(*), 'request') AS requests,
    private(left(any_value(h.url), 120)) AS url, 'http ' || coalesce(k.registered, any_value(k.whom)) AS locator, 'packet ' || min(h.packet) AS detail
FROM http h JOIN talks k USING (evidence, connection)
WHERE h.scheme = 'http' AND NOT k.local AND NOT regexp_matches(coalesce(h.path, ''), '(generate_204|/connecttest|/hotspot-detect|/ncsi|/success\.txt|/canonical\.html|/check_network_status|/captive)')
  AND coalesce(h.response_kind, '') <> 'ocsp' AND NOT regexp_matches(coalesce(h.content_type, ''), 'ocsp|pkix-crl|pkix-cert') AND NOT ends_with(coalesce(h.path, ''), '.crl') AND k.protocol <> 'ssdp'
GROUP BY k.evidence, k.who, k.registered, CASE WHEN k.registered IS NULL THEN k.whom END

/* ---
title = "Somebody reads along in encrypted traffic"
question = "line"
category = "interception"
level = "high"
confidence = "high"
basis = "observed"
needs = ["connections", "presented_certificates"]
says = "The certificate of {whom} was made by {authority}, a program or device that steps in between."
advice = "Ask the app's maker; until then do not use the app on networks of others."
because = "It opens the encryption on the way. In a company that may be meant; on a phone that was a present it is not."
falsepositives = ["Companies' filters, virus scanners and developers' own tools: ask who set it up."]
limits = "A maker of such devices that talks to its own servers is left out: the authority's name holds the server's domain."
references = ["RFC 5280"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, c.authority, 'certificate ' || left(c.sha256, 16) AS locator, concat_ws(chr(10), 'leads to ' || c.authority, 'SHA-256 ' || c.sha256) AS detail
FROM certificate_chains c JOIN talks k USING (evidence, connection)
WHERE regexp_matches(c.authority, '(?i)mitmproxy|charles proxy|portswigger|fiddler|proxyman|http toolkit|zscaler|fortinet|fortigate|netskope|bluecoat|blue coat|palo alto|sophos|untangle|kaspersky anti|avast web|adguard personal|packet ?capture|httpcanary|sslsplit|bettercap') AND c.verdict <> 'public'
  AND NOT contains(lower(c.authority), coalesce(split_part(k.registered, '.', 1), '-'))
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, c.sha256 ORDER BY k.first_packet) = 1

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
WHERE NOT k.local AND (k.server_port = 853 OR (k.server_port = 443 AND t.sni IS NULL AND k.server IN ('1.1.1.1', '1.0.0.1', '1.1.1.2', '1.0.0.2', '1.1.1.3', '1.0.0.3', '8.8.8.8', '8.8.4.4', '9.9.9.9', '9.9.9.10', '149.112.112.112', '208.67.222.222', '208.67.220.220', '94.140.14.14', '94.140.15.15', '223.5.5.5', '223.6.6.6', '119.29.29.29', '1.12.12.12', '120.53.53.53', '2606:4700:4700::1111', '2606:4700:4700::1001', '2001:4860:4860::8888', '2001:4860:4860::8844', '2620:fe::fe', '2620:fe::9')) OR regexp_matches(coalesce(t.sni, ''), '^(dns\.google|cloudflare-dns\.com|.*\.cloudflare-dns\.com|dns\.quad9\.net|dns[0-9]*\.quad9\.net|doh\.opendns\.com|dns\.adguard(-dns)?\.com|dns\.nextdns\.io|.*\.dns\.nextdns\.io|doh\.pub|dns\.alidns\.com|mozilla\.cloudflare-dns\.com|doh\..*|dns\.mullvad\.net)$'))
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, k.whom ORDER BY t.packet) = 1

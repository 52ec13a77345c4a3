/* ---
title = "The phone sends its web traffic through another computer"
question = "line"
category = "interception"
level = "high"
confidence = "high"
basis = "observed"
needs = ["settings"]
says = "The setting {name} sends {what} through {value}."
advice = "Find out who runs that computer; take the setting out."
because = "A proxy sees where the phone goes, and reads along where somebody also added his own certificate."
falsepositives = ["Company networks, and filters of the phone itself at 127.0.0.1: medium."]
limits = "A proxy of a single Wi-Fi network stands elsewhere and is not read."
references = ["CWE-441"]
--- */
SELECT
    name AS subject, 'phone' AS subject_kind, evidence, name, value, name AS locator, name || '=' || value AS detail,
    CASE WHEN name = 'private_dns_specifier' THEN 'DNS questions' ELSE 'web traffic' END AS what,
    CASE WHEN regexp_matches(value, '^(127\.|localhost|\[?::1)') OR name = 'private_dns_specifier' THEN 'low' ELSE 'high' END AS level
FROM settings
WHERE (name IN ('http_proxy', 'global_http_proxy_host', 'global_proxy_pac_url') AND regexp_matches(coalesce(value, ''), '^[^:]') AND NOT starts_with(value, ':'))
   OR (name = 'private_dns_specifier' AND coalesce(value, '') <> '' AND NOT regexp_matches(value, '(dns\.google|cloudflare-dns\.com|one\.one\.one\.one|quad9\.net|adguard|nextdns)'))

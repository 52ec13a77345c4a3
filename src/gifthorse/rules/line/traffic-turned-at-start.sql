/* ---
title = "The start-up files send the phone's traffic elsewhere"
question = "line"
category = "interception"
level = "high"
confidence = "high"
basis = "configured"
needs = ["commands"]
says = "{path} {deed}{how}."
advice = "Do not log in to anything on this phone; compare the start-up files with an official image."
because = "Whoever is put between the phone and the network sees whom it talks to, and reads along where he also brought his own certificate."
falsepositives = ["Filters of parental control and advertisement blockers, which turn traffic to a program on the phone itself: medium.", "Network test scripts that were left in."]
limits = "Addresses that are put together at run time are shown as written."
references = ["CWE-441", "MITRE ATT&CK T1557"]
--- */
WITH turned AS (
    SELECT *, CASE
        WHEN program IN ('iptables', 'ip6tables', 'iptables-restore') AND contains(said, 'DNAT') AND regexp_matches(said, '--to(-destination)?[ =]\S')
            THEN 'turns connections to ' || regexp_extract(said, '--to(?:-destination)?[ =](\S+)', 1)
        WHEN program IN ('iptables', 'ip6tables') AND contains(said, 'REDIRECT') AND regexp_matches(said, '--to-ports?[ =]\S') AND regexp_matches(said, '-A (OUTPUT|PREROUTING)|-I (OUTPUT|PREROUTING)')
            THEN 'turns connections to a program on the phone, port ' || regexp_extract(said, '--to-ports?[ =](\S+)', 1)
        WHEN (program = 'settings' OR (program = 'cmd' AND arguments[1] = 'settings')) AND regexp_matches(said, '\bput\b.*\b(http_proxy|global_http_proxy_host|global_proxy_pac_url)\b +\S*[0-9A-Za-z]')
            AND NOT regexp_matches(said, 'http_proxy +:0$')
            THEN 'sends web traffic through ' || arguments[-1]
        WHEN (program = 'settings' OR (program = 'cmd' AND arguments[1] = 'settings')) AND regexp_matches(said, '\bput\b.*\bprivate_dns_mode\b +off') THEN 'switches encrypted DNS off'
        WHEN program = 'setprop' AND regexp_matches(arguments[1], '^(net\.(gprs\.)?http-proxy|net\.dns[1-4]|net\.(rmnet0|wlan0|eth0)\.dns[1-4])$') AND regexp_matches(arguments[2], '^(https?://)?[0-9A-Fa-f.:]+')
            AND NOT regexp_matches(arguments[2], '^(127\.|0\.0\.0\.0|::1|8\.8\.[48]\.[48]|1\.[01]\.[01]\.1|9\.9\.9\.9)') THEN 'asks ' || arguments[2] || ' instead of the network''s own ' || CASE WHEN contains(arguments[1], 'proxy') THEN 'gateway' ELSE 'DNS' END
        WHEN program = 'ndc' AND regexp_matches(said, 'resolver set(net|if)dns') AND regexp_matches(said, '[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+') THEN 'sets the DNS server ' || regexp_extract(said, '[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+')
        WHEN len(list_filter(writes, lambda w: regexp_matches(w, '^(/system)?/etc/hosts$'))) > 0 AND program IN ('echo', 'printf', 'cat', 'cp', 'sed', 'tee', 'mv', 'ln') THEN 'rewrites the hosts file'
        WHEN source = 'init' AND program IN ('copy', 'symlink') AND regexp_matches(coalesce(arguments[2], ''), '^(/system)?/etc/hosts$') THEN 'rewrites the hosts file'
        WHEN (len(list_filter(writes, lambda w: regexp_matches(w, '/cacerts(-added)?(/|$)'))) > 0 OR (source = 'init' AND program IN ('copy', 'symlink', 'mount') AND regexp_matches(said, '/cacerts(-added)?(/|$| )'))
            OR (program = 'mount' AND regexp_matches(said, '/security/cacerts'))) THEN 'adds to the certificate authorities that the phone trusts'
    END AS deed
    FROM run_commands
)
SELECT
    path AS subject, 'file' AS subject_kind, evidence, path, deed, how, 'line ' || line AS locator, program || ' ' || said AS detail,
    CASE
        WHEN NOT started THEN CASE WHEN mild THEN 'low' ELSE 'medium' END
        WHEN mild THEN 'medium' ELSE 'high'
    END AS level,
    CASE WHEN started THEN 'high' ELSE 'medium' END AS confidence
FROM (
    SELECT *, deed LIKE '%a program on the phone%' OR deed LIKE 'switches encrypted%' OR regexp_matches(deed, '(connections|traffic|asks|through|to) .*(127\.0\.0\.|localhost|\[::1\])')
        OR (deed = 'rewrites the hosts file' AND regexp_matches(said, '(127\.0\.0\.1|0\.0\.0\.0|::1)')) AS mild
    FROM turned WHERE deed IS NOT NULL
)
QUALIFY row_number() OVER (PARTITION BY evidence, deed ORDER BY started DESC, line) = 1

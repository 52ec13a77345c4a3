-- What the line page asks of the tables, beside rules/views.sql. No judgement: a level is given by a rule alone.

-- One row a connection: whose the server is, and what others on the way can read of it. contents: what is said. name: whom it
-- is for, by its hello or because the name was asked for in the clear. address: only that.
CREATE OR REPLACE TEMP TABLE overheard AS
WITH shaken AS (SELECT evidence, connection, any_value(sni) AS sni, any_value(ech) AS ech FROM tls GROUP BY evidence, connection),
asked AS (SELECT DISTINCT evidence, unnest(answers) AS address FROM dns WHERE transport IN ('udp', 'tcp') AND answers IS NOT NULL),
opened AS (SELECT DISTINCT evidence, connection FROM http WHERE decrypted)
SELECT
    k.evidence, k.connection, k.who, k.whom, k.package, k.app, k.protocol, k.transport, k.server, k.server_port, k.local, k.registered,
    k.first, k.last, k.first_packet, k.bytes_out, k.bytes_in, greatest(coalesce(k.wire_out, 0), k.bytes_out) AS wire_out, greatest(coalesce(k.wire_in, 0), k.bytes_in) AS wire_in, s.sni, s.ech, e.role,
    coalesce(e.owner, k.registered, CASE WHEN k.name IS NULL OR regexp_matches(k.name, '^[0-9.]+$|:') THEN 'addresses without a name' ELSE k.name END) AS owner,
    CASE
        WHEN k.protocol IN ('wireguard', 'openvpn', 'ike', 'ipsec', 'esp', 'pptp', 'l2tp') THEN 'tunnel'
        WHEN k.server_port = 853 OR regexp_matches(coalesce(s.sni, ''), '^(dns\.google|([a-z0-9-]+\.)*cloudflare-dns\.com|dns[0-9]*\.quad9\.net|doh\..*|dns\.adguard(-dns)?\.com|([a-z0-9-]+\.)*dns\.nextdns\.io|dns\.mullvad\.net)$') THEN 'resolver'
    END AS kind,
    CASE
        WHEN s.connection IS NOT NULL OR o.connection IS NOT NULL OR k.protocol IN ('tls', 'quic', 'gquic', 'dtls', 'ssh', 'wireguard', 'openvpn', 'ike', 'ipsec', 'esp')
            THEN CASE WHEN s.sni IS NOT NULL OR k.name_source IN ('sni', 'quic', 'http') OR a.address IS NOT NULL THEN 'name' ELSE 'address' END
        WHEN k.protocol IN ('http', 'dns', 'ftp', 'telnet', 'smtp', 'pop3', 'imap', 'irc', 'xmpp', 'mqtt', 'websocket', 'socks', 'rsh', 'vnc', 'rtsp', 'sip', 'ntp', 'mipush', 'adb', 'bittorrent', 'stun', 'ssdp', 'smb', 'syslog') THEN 'contents'
        WHEN k.bytes_out + k.bytes_in = 0 THEN 'address'
        ELSE 'unknown'
    END AS readable
FROM talks k
LEFT JOIN shaken s USING (evidence, connection)
LEFT JOIN opened o ON o.evidence = k.evidence AND o.connection = k.connection
LEFT JOIN asked a ON a.evidence = k.evidence AND a.address = k.server
LEFT JOIN destinations e ON e.name = k.whom;

-- One row who, whose servers, and how readable.
CREATE OR REPLACE TEMP VIEW pairs AS
SELECT
    who, coalesce(any_value(l.label), '') AS label, owner, coalesce(any_value(role), '') AS role, readable,
    list_distinct(list(whom ORDER BY whom))[1:3] AS names, count(DISTINCT whom) AS servers, count(*) AS connections,
    sum(wire_out)::BIGINT AS sent, sum(wire_in)::BIGINT AS got
FROM overheard o
LEFT JOIN (SELECT package, any_value(label) AS label FROM apps GROUP BY package) l ON l.package = o.who
WHERE NOT local
GROUP BY who, owner, readable;

-- One row a value of an identifier and whose servers it went to, in the clear.
CREATE OR REPLACE TEMP VIEW values_said AS
SELECT
    token_name(t.kind) AS what, t.value, o.whom, held_in(t.place, t.field) AS place,
    CASE t.kind WHEN 'credential' THEN 0 WHEN 'imei' THEN 1 WHEN 'imsi' THEN 2 WHEN 'phone-number' THEN 3 WHEN 'location' THEN 4 WHEN 'email' THEN 5
        WHEN 'iccid' THEN 6 WHEN 'serial' THEN 7 WHEN 'token' THEN 8 ELSE 9 END AS weight,
    count(*) OVER (PARTITION BY t.kind, t.value, o.owner) AS times
FROM payload_tokens t JOIN overheard o USING (evidence, connection)
WHERE NOT t.decrypted AND NOT o.local AND t.kind NOT IN ('hex32', 'hex40', 'hex64', 'uuid', 'word', 'cookie')
QUALIFY row_number() OVER (PARTITION BY t.kind, t.value, o.owner ORDER BY t.packet) = 1;

-- One row a request over http that anybody on the way could read.
CREATE OR REPLACE TEMP VIEW requests_said AS
SELECT o.whom, coalesce(h.method, '') AS method, coalesce(h.path, '') AS path, h.response_kind, h.request_kind, h.request_bytes, h.user_agent
FROM http h JOIN overheard o USING (evidence, connection) WHERE h.scheme = 'http' AND NOT h.decrypted AND NOT o.local;

-- One row an owner of servers, with what he received. `vendor`: the phone's maker by name, or only the maker's own apps talk to it.
CREATE OR REPLACE TEMP MACRO received(brand) AS TABLE
WITH whose AS (SELECT package, bool_or(maker = 'maker') AS own FROM app_power GROUP BY package),
told AS (
    SELECT o.owner, list_sort(list_distinct(list(token_name(t.kind))))[1:5] AS numbers FROM payload_tokens t JOIN overheard o USING (evidence, connection)
    WHERE t.kind NOT IN ('hex32', 'hex40', 'hex64', 'uuid', 'word', 'cookie', 'token') GROUP BY o.owner
)
SELECT
    o.owner, coalesce(any_value(o.role), '') AS part, count(*) AS times, sum(o.wire_out)::BIGINT AS sent, count(DISTINCT date_trunc('hour', o.first)) AS hours,
    list_distinct(list(o.who ORDER BY o.who))[1:4] AS who, count(DISTINCT o.who) AS whos, bool_or(o.readable = 'contents') AS clear,
    bool_or(brand <> '' AND (contains(lower(o.owner), lower(brand)) OR contains(lower(o.whom), lower(brand)))) OR bool_and(coalesce(w.own, false)) AS vendor,
    any_value(n.numbers) AS numbers
FROM overheard o LEFT JOIN whose w ON w.package = o.package LEFT JOIN told n ON n.owner = o.owner
WHERE NOT o.local
GROUP BY o.owner;

-- One row a chain of certificates with something wrong, and the first connection on which it was shown.
CREATE OR REPLACE TEMP VIEW bad_chains AS
WITH weak AS (
    SELECT evidence, connection, any_value(CASE WHEN key_type IN ('RSA', 'DSA') AND key_bits < 2048 THEN key_type || ' key of only ' || key_bits || ' bits'
        WHEN regexp_matches(coalesce(signature_algorithm, ''), '^(md2|md4|md5|sha1)-') AND NOT self_signed THEN 'signed with ' || signature_algorithm END) AS weak
    FROM presented_certificates WHERE position = 0 GROUP BY evidence, connection
)
SELECT
    c.sha256, any_value(c.evidence ORDER BY k.first_packet) AS evidence, any_value(c.connection ORDER BY k.first_packet) AS connection,
    any_value(k.whom ORDER BY k.first_packet) AS whom, list_distinct(list(k.who ORDER BY k.who)) AS who, count(*) AS connections,
    any_value(c.name ORDER BY k.first_packet) AS name, c.verdict, any_value(c.fault) AS fault, c.validity, any_value(c.days ORDER BY k.first_packet) AS days, c.matches,
    any_value(w.weak) AS weak, any_value(c.days_issued) AS issued,
    (c.validity IN ('expired', 'early'))::INT + coalesce(NOT c.matches, false)::INT + (c.verdict = 'forged')::INT * 4 + (c.verdict = 'self-signed')::INT * 2 + (c.verdict = 'unknown')::INT AS weight
FROM certificate_chains c JOIN talks k USING (evidence, connection) LEFT JOIN weak w USING (evidence, connection)
WHERE NOT k.local AND (c.validity IN ('expired', 'early') OR c.matches = false OR c.verdict IN ('forged', 'self-signed', 'unknown') OR w.weak IS NOT NULL)
GROUP BY c.sha256, coalesce(c.name, k.whom), c.verdict, c.validity, c.matches;

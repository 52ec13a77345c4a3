-- What many rules ask, answered once: how much an app may do on this phone, who may walk in, and what is decided outside.
-- These hold no judgement: a level is given by a rule alone. Tables, not views: dozens of rules read them.

-- The caller had to prove who he is before this point.
CREATE MACRO caller_checked(guards) AS
    list_has_any(coalesce(guards, []), ['caller-permission', 'caller-uid', 'caller-signature']);

-- What arrives was checked by signature, or is one of the app's own words, or the user was asked, or it is too late once the phone is set up.
CREATE MACRO content_checked(guards) AS list_has_any(coalesce(guards, []), ['signature-verified', 'value-compared', 'user-asked', 'setup-only']);

-- As good as a chain of calls: what lies between are threads, messages and tasks that the code itself starts, no button and no listener.
CREATE MACRO runs_straight(certainty, path) AS certainty = 'direct' OR (len(path) <= 6
    AND list_bool_and(list_transform(path[2:], lambda step: NOT regexp_matches(step, '\.(on[A-Z]\w*|[a-z]\w*Changed|accept|invoke):\d+$') OR regexp_matches(step, '\.on(Create|StartCommand|HandleIntent|HandleWork|StartJob):\d+$'))));

-- The steps of a path, one a line.
CREATE MACRO steps(path) AS array_to_string(coalesce(path, []), chr(10));

-- A text that reports mask unless they are told to reveal it: a place, a number, a name.
CREATE MACRO private(value) AS chr(57344) || value || chr(57345);

-- Of a picture inside a photo, whose tag is meant.
CREATE MACRO inside("group") AS CASE WHEN "group" LIKE '%:%' THEN ', in the ' || regexp_extract("group", '^([^:]+):', 1) || ' inside it' ELSE '' END;

-- What a value found in traffic is.
CREATE MACRO token_name(kind) AS CASE kind
    WHEN 'imei' THEN 'the IMEI' WHEN 'imsi' THEN 'the SIM''s IMSI' WHEN 'iccid' THEN 'the SIM''s serial number' WHEN 'mac' THEN 'a hardware address'
    WHEN 'bssid' THEN 'the address of the Wi-Fi it is in, which tells the place' WHEN 'android-id' THEN 'the Android id' WHEN 'advertising-id' THEN 'the advertising id'
    WHEN 'device-id' THEN 'a device id' WHEN 'serial' THEN 'the serial number' WHEN 'phone-number' THEN 'a phone number' WHEN 'location' THEN 'a place'
    WHEN 'email' THEN 'an e-mail address' WHEN 'credential' THEN 'a password' WHEN 'token' THEN 'a session''s key' WHEN 'cookie' THEN 'a cookie' WHEN 'uuid' THEN 'a random id (UUID)' ELSE kind
END;

-- Where in what was sent a value stood, and how it was written there.
CREATE MACRO held_in(place, field) AS CASE place
    WHEN 'url' THEN 'in the URL' WHEN 'path' THEN 'in the path of the URL' WHEN 'header' THEN 'in the headers' WHEN 'dns' THEN 'in a name that it asked for'
    WHEN 'payload' THEN 'in what was sent' ELSE 'in the ' || place
END || coalesce(', field ' || nullif(field, ''), '');
CREATE MACRO coded_as(encoding) AS CASE encoding WHEN 'raw' THEN 'as plain text' ELSE 'coded as ' || replace(encoding, '+', ' and then ') END;

-- One row a number of the phone that its own settings and properties give; placeholders and short ones are left out.
-- Columns: kind, value, source.
CREATE TABLE own_numbers AS
SELECT DISTINCT kind, value, source FROM (
    SELECT CASE name WHEN 'android_id' THEN 'android-id' ELSE 'mac' END AS kind, value, 'the setting ' || name AS source
    FROM settings WHERE name IN ('android_id', 'bluetooth_address')
    UNION ALL
    SELECT CASE WHEN regexp_matches(lower(name), '(imei[0-9]?|meid)$') THEN 'imei' WHEN regexp_matches(lower(name), '(mac(addr)?|bdaddr|bt_addr)$') THEN 'mac' ELSE 'serial' END, value, 'the property ' || name
    FROM properties WHERE regexp_matches(lower(name), '(imei[0-9]?|meid|serialno|serialnumber|wifimac(addr)?|btmac(addr)?|bdaddr|bt_addr)$')
)
WHERE regexp_matches(value, '^[0-9A-Za-z:-]{8,40}$') AND length(regexp_replace(value, '[^0-9]', '', 'g')) >= 3
  AND NOT regexp_matches(lower(value), '^(0[0:]*|f[f:]*|1?2345678.*|0123456789abcdef|unknown.*|02:00:00:00:00:00)$');

-- One row a connection with who spoke with whom, in words.
-- Columns: evidence, connection, transport, client, client_port, server, server_port, first, last, packets_out, packets_in, bytes_out, bytes_in, wire_out, wire_in,
--   state, protocol, uid, app, package, name, name_source, local, entropy, first_packet, tunnels, resolved_before, encrypted_dns, who, whom, registered, subject.
CREATE TABLE talks AS
SELECT c.*, coalesce(c.package, c.app, c.client) AS who, coalesce(c.name, c.server) AS whom, d.registrable AS registered,
    coalesce(c.package, c.app, c.client) || ' → ' || coalesce(c.name, c.server) || coalesce(':' || c.server_port, '') AS subject
FROM connections c LEFT JOIN destinations d ON d.name = coalesce(c.name, c.server);

-- One row a device that counts as a phone, or as the user's: it calls at least three servers outside, or where nobody does, the most of two.
-- Columns: evidence, client.
CREATE TABLE phones AS
SELECT evidence, client FROM (
    SELECT evidence, client, count(DISTINCT server) AS servers FROM talks WHERE NOT local AND state IN ('established', 'answered') GROUP BY evidence, client
)
QUALIFY servers >= 3 OR servers = 2 AND servers = max(servers) OVER (PARTITION BY evidence);

-- One row an app and whom it talked to in spans in which nobody used the phone, by why; of connections that began in one all
-- bytes count. Calls and tunnels that the user started run on by themselves, and are left out.
-- Columns: why, evidence, who, whom, subject, role, connections, bytes_out, bytes_in.
CREATE TABLE quiet_talks AS
SELECT
    why, evidence, who, coalesce(registered, whom) AS whom, any_value(subject) AS subject, coalesce(any_value(role), '') AS role,
    count(*) AS connections, sum(bytes_out) AS bytes_out, sum(bytes_in) AS bytes_in
FROM (
    SELECT k.*, q.why, e.role FROM talks k
    JOIN quiet_times q ON k.first BETWEEN q.since + INTERVAL 1 MINUTE AND q.until
    LEFT JOIN destinations e ON e.name = k.whom
    WHERE NOT k.local AND coalesce(k.protocol, '') NOT IN ('rtp', 'stun', 'wireguard', 'openvpn', 'dtls', 'esp', 'dns')
    QUALIFY row_number() OVER (PARTITION BY q.why, k.evidence, k.connection ORDER BY q.since) = 1
)
GROUP BY why, evidence, who, coalesce(registered, whom);

-- Words for a reader who is no programmer.
CREATE MACRO told_by(origin, detail) AS CASE
    WHEN origin = 'intent' AND detail LIKE '%()' THEN 'the intent''s ' || replace(detail, '()', '')
    WHEN origin = 'intent' THEN coalesce('the intent''s extra ' || detail, 'the intent')
    WHEN origin = 'provider' THEN 'the provider call''s ' || coalesce(detail, 'arguments')
    WHEN origin = 'binder' THEN 'a binder call' || coalesce(' (' || detail || ')', '')
    ELSE origin || coalesce(' ' || detail, '')
END;
CREATE MACRO started_by(entry) AS CASE entry
    WHEN 'boot' THEN 'the start of the phone' WHEN 'sms' THEN 'a text message' WHEN 'push' THEN 'a message from a server'
    WHEN 'receiver' THEN 'an event' WHEN 'job' THEN 'a timer' WHEN 'alarm' THEN 'a timer' WHEN 'service' THEN 'a service of its own'
    WHEN 'activity' THEN 'one of its screens' WHEN 'socket' THEN 'a connection from outside' WHEN 'secret-code' THEN 'a dialler code'
    WHEN 'provider' THEN 'another app''s question' WHEN 'binder' THEN 'another app''s call' WHEN 'admin' THEN 'its rights as administrator'
    WHEN 'application' THEN 'any start of the app' WHEN 'accessibility' THEN 'its accessibility service'
    WHEN 'notification-listener' THEN 'a notification' WHEN 'input-method' THEN 'its keyboard' ELSE 'an occasion that is not known'
END;
CREATE MACRO calls_away(hops) AS CASE hops WHEN 0 THEN 'at once' WHEN 1 THEN 'in one call' ELSE 'in ' || hops || ' calls' END;
CREATE MACRO more_ways(places) AS CASE WHEN places > 2 THEN ', and ' || (places - 1) || ' more ways' WHEN places = 2 THEN ', and one more way' ELSE '' END;
CREATE MACRO counted(number, what) AS number || ' ' || what || CASE number WHEN 1 THEN '' ELSE 's' END;
-- Where servers of messages and of push services listen: XMPP, Apple's, Google's, MQTT over TLS.
CREATE MACRO message_port(port) AS port IN (5222, 5223, 5228, 5229, 5230, 8883);
-- An IPv4 address of a network of one's own (RFC 1918).
CREATE MACRO private_address(address) AS regexp_matches(address, '^(10\.|192\.168\.|172\.(1[6-9]|2[0-9]|3[01])\.)');
-- A length of time as people say it.
CREATE MACRO lasting(seconds) AS CASE
    WHEN seconds < 100 THEN counted(round(seconds)::BIGINT, 'second') WHEN seconds < 5400 THEN counted(round(seconds / 60)::BIGINT, 'minute')
    ELSE replace(round(seconds / 3600, 1) || ' hours', '.0 ', ' ')
END;
CREATE MACRO listing(words) AS CASE
    WHEN len(words) > 1 THEN array_to_string(words[1:len(words) - 1], ', ') || ' and ' || words[len(words)] ELSE words[1]
END;
-- Whose key it is, by the name in the certificate: the common name with the organisation, or else all of it.
CREATE MACRO part_of(subject, kind) AS nullif(regexp_extract(subject, '(?:^|,)' || kind || '=((?:\\.|[^,\\])+)', 1), '');
CREATE MACRO key_owner(subject) AS coalesce(
    part_of(subject, 'CN') || CASE WHEN part_of(subject, 'O') <> part_of(subject, 'CN') THEN ' (' || part_of(subject, 'O') || ')' ELSE '' END, part_of(subject, 'O'), subject);
CREATE MACRO signed_with(signer) AS coalesce('signed with the certificate of SHA-256 ' || signer, 'not signed');
CREATE MACRO whence(address, distance) AS coalesce(CASE WHEN distance <= 1 THEN ' from ' ELSE ' with the help of ' END || address, '');
CREATE MACRO number_name(source) AS CASE
    WHEN regexp_matches(source, '(?i)getDeviceId|imei|meid') THEN 'the IMEI'
    WHEN regexp_matches(source, '(?i)getSubscriberId|imsi') THEN 'the SIM''s IMSI'
    WHEN regexp_matches(source, '(?i)getLine1Number|getMsisdn|SubscriptionInfo\.getNumber|getPhoneNumber') THEN 'the phone number'
    WHEN regexp_matches(source, '(?i)getVoiceMailNumber') THEN 'the number of the mailbox'
    WHEN regexp_matches(source, '(?i)getSimSerialNumber|getIccSerialNumber|iccid') THEN 'the SIM''s serial number'
    WHEN regexp_matches(source, '(?i)bssid') THEN 'the address of the Wi-Fi it is in'
    WHEN regexp_matches(source, '(?i)ssid') THEN 'the name of the Wi-Fi it is in'
    WHEN regexp_matches(source, '(?i)mac|bt.*addr|bdaddr|BluetoothAdapter|bluetooth_address|HardwareAddress|/sys/class/net/') THEN 'the Wi-Fi or Bluetooth address'
    WHEN regexp_matches(source, '(?i)android_?id') THEN 'the Android id'
    WHEN regexp_matches(source, '(?i)advertis') THEN 'the advertising id'
    WHEN regexp_matches(source, '(?i)cpuid|mmcblk') THEN 'the serial number of a chip'
    WHEN regexp_matches(source, '(?i)serial|/proc/cmdline') THEN 'the serial number'
    ELSE 'an id of the phone'
END;
-- What data that leaves is called; of numbers, which one.
CREATE MACRO data_name(origin, source) AS CASE origin
    WHEN 'identifier' THEN number_name(source) WHEN 'app-list' THEN 'the list of apps' WHEN 'sms' THEN 'text messages' WHEN 'calls' THEN 'the call log'
    WHEN 'accounts' THEN 'names of accounts' WHEN 'media' THEN 'photos and media' WHEN 'microphone' THEN 'sound' WHEN 'camera' THEN 'pictures of the camera'
    WHEN 'screen' THEN 'what is on the screen' WHEN 'clipboard' THEN 'the clipboard' WHEN 'user-input' THEN 'what you type' WHEN 'keystrokes' THEN 'what you type'
    WHEN 'history' THEN 'the pages that you read' WHEN 'location' THEN 'the phone''s place' ELSE origin
END;

-- One row an app: `power` is what it may do, from 4 (the system's own identity) to 0 (an app the user installed).
-- Columns: evidence, package, uid, path, installed_as, partition, signer, label, target_sdk, family, has_launcher, faceless, overlay_target, has_code,
--   debuggable, platform_signed, asleep, power_awake, power, rights, maker.
CREATE TABLE app_power AS
WITH
-- What lies in /data came later, or may have: it is no part of the phone.
every AS (SELECT * REPLACE (nullif(partition, 'data') AS partition) FROM apps),
family AS (
    SELECT evidence, any_value(family ORDER BY position) AS family
    FROM signers WHERE family IS NOT NULL AND scheme <> 'lineage' GROUP BY evidence
),
-- Whose key an identity of the system has: the key that most apps with it carry. Anybody can ask for it in his manifest.
signing AS (
    SELECT DISTINCT signer, true AS shares_identity FROM (
        SELECT uid, signer FROM apps WHERE partition <> 'data' AND signer IS NOT NULL AND uid <> 'app' GROUP BY uid, signer
        HAVING count(*) > 1 QUALIFY rank() OVER (PARTITION BY uid ORDER BY count(*) DESC) = 1
    )
    WHERE uid IN ('shared', 'media') OR (SELECT count(*) FROM platform_keys) = 0
),
-- Screens with an icon that the app itself switches off: state 2 is "disabled". The name is constant, or the call lies in the screen.
icon_gone AS (
    SELECT DISTINCT u.evidence
    FROM api_uses u
    JOIN origins v ON v.evidence = u.evidence AND v.method = u.method AND v.pc = u.pc AND v.argument = 'value' AND v.detail = '2'
    JOIN intent_filters f ON f.evidence = u.evidence AND f.action = 'android.intent.action.MAIN' AND list_contains(f.categories, 'android.intent.category.LAUNCHER')
    LEFT JOIN origins n ON n.evidence = u.evidence AND n.method = u.method AND n.pc = u.pc AND n.argument = 'name' AND n.origin = 'constant'
    WHERE u.api = 'component-enable.component' AND NOT u.in_library
      AND CASE WHEN n.detail IS NULL THEN u.caller LIKE f.component || '.%'
          ELSE contains(n.detail, f.component) OR f.component LIKE '%.' || regexp_extract(n.detail, '[A-Za-z0-9_$]+$') END
      AND NOT list_contains(coalesce(v.guards, []), 'user-asked')
      -- An app with a second icon may let its user choose between them.
      AND (SELECT count(DISTINCT i.component) FROM intent_filters i WHERE i.evidence = u.evidence AND list_contains(i.categories, 'android.intent.category.LAUNCHER')) = 1
),
names AS (
    SELECT sha256 AS signer, any_value(nullif(regexp_extract(subject, '(?:^|,)O=((?:[^,\\]|\\.)+)', 1), '')) AS organisation
    FROM signers GROUP BY sha256
),
-- Android, Google and Unknown stand in keys that anybody makes after the documentation's example: they name nobody.
awake AS (
    SELECT evidence, CASE
        WHEN uid = 'system' THEN 4
        WHEN uid IN ('phone', 'bluetooth', 'nfc', 'network_stack', 'se', 'shell', 'log') THEN 3
        WHEN installed_as = 'priv-app' OR signer IN (SELECT sha256 FROM platform_keys) THEN 2
        WHEN partition IS NOT NULL THEN 1
        ELSE 0
    END AS power_awake
    FROM every
),
asleep AS (SELECT evidence FROM components GROUP BY evidence HAVING NOT bool_or(enabled)),
house AS (
    SELECT n.organisation FROM names n JOIN platform_keys k ON k.sha256 = n.signer
    WHERE n.organisation IS NOT NULL AND NOT regexp_matches(n.organisation, '(?i)^(android|google|unknown|test|debug)')
),
-- Android's own parts are built by the phone's maker, who signs most of them with a key of no identity.
builds AS (
    SELECT signer FROM apps WHERE partition <> 'data' AND signer IS NOT NULL AND package LIKE 'com.android.%' AND overlay_target IS NULL
    GROUP BY signer HAVING count(DISTINCT package) >= 5
)
SELECT
    a.evidence, a.package, a.uid, a.path, a.installed_as, a.partition, a.signer, a.label, a.target_sdk, f.family,
    a.has_launcher, NOT a.has_launcher OR i.evidence IS NOT NULL AS faceless, a.overlay_target, a.has_code, a.debuggable,
    coalesce(a.signer IN (SELECT sha256 FROM platform_keys), false) AS platform_signed,
    -- Of an app whose components are all switched off nothing runs until another app or a person switches it on.
    z.evidence IS NOT NULL AS asleep,
    w.power_awake, CASE WHEN z.evidence IS NOT NULL THEN 0 ELSE w.power_awake END AS power,
    CASE
        WHEN z.evidence IS NOT NULL THEN 'as an app that is switched off as a whole'
        WHEN a.uid = 'system' THEN 'with the rights of the system itself'
        WHEN a.uid = 'phone' THEN 'with the rights of the phone service'
        WHEN a.uid IN ('bluetooth', 'nfc', 'network_stack', 'se', 'shell', 'log')
            THEN 'with the rights of the ' || a.uid || ' service'
        WHEN a.installed_as = 'priv-app' OR a.signer IN (SELECT sha256 FROM platform_keys)
            THEN 'as a privileged app of the phone'
        WHEN a.partition IS NOT NULL THEN 'as an app that came with the phone'
        ELSE 'as an ordinary app'
    END AS rights,
    -- Whose app it is. The maker's are the platform key, keys that carry a system identity, and keys that name the organisation
    -- of the platform key (a name can be forged, but on the system partition the maker put it there), and keys of many of Android's parts.
    CASE
        WHEN a.signer IN (SELECT sha256 FROM platform_keys) THEN 'maker'
        WHEN f.family IN ('google', 'xiaomi', 'gionee', 'qualcomm') THEN 'maker'
        WHEN f.family IS NOT NULL THEN 'third party'
        WHEN a.partition IS NULL THEN 'unknown'
        WHEN s.shares_identity OR n.organisation IN (SELECT organisation FROM house) OR a.signer IN (SELECT signer FROM builds) THEN 'maker'
        ELSE 'third party'
    END AS maker
FROM every a
JOIN awake w USING (evidence)
LEFT JOIN family f USING (evidence)
LEFT JOIN signing s USING (signer)
LEFT JOIN names n USING (signer)
LEFT JOIN asleep z USING (evidence)
LEFT JOIN icon_gone i USING (evidence);

-- The same for all code, jars and loose DEX files included, of which nobody's signature speaks: those are loaded into apps, into
-- the system's own process, or by what init starts. What they can do says nothing (the framework can do everything); what
-- somebody outside decides in them does.
-- Columns: evidence, package, uid, path, installed_as, partition, signer, label, target_sdk, family, has_launcher, faceless, overlay_target, has_code,
--   debuggable, platform_signed, asleep, power_awake, power, rights, maker, user.
CREATE TABLE code_power AS
WITH class_paths AS (
    SELECT file, min(variable) AS variable FROM (
        SELECT unnest(string_split(arguments[2], ':')) AS file, arguments[1] AS variable FROM init_actions
        WHERE command = 'export' AND arguments[1] IN ('BOOTCLASSPATH', 'SYSTEMSERVERCLASSPATH') AND NOT recovery
    ) GROUP BY file
),
started AS (
    SELECT file, min("user") AS "user" FROM (SELECT unnest(runs) AS file, "user" FROM commands WHERE len(coalesce(run_by, [])) > 0) GROUP BY file
)
SELECT * FROM app_power
UNION ALL BY NAME
SELECT
    e.node AS evidence, regexp_extract(e.path, '[^/!]+$') AS package, coalesce(f.path, e.path) AS path, f.partition,
    CASE WHEN f.partition IS NULL THEN 'single' WHEN regexp_matches(f.path, '/(framework|javalib)/') THEN 'framework' ELSE 'odd' END AS installed_as,
    false AS has_launcher, true AS faceless, true AS has_code, false AS debuggable, false AS platform_signed, s."user"::VARCHAR AS "user",
    CASE WHEN c.variable IS NOT NULL OR s."user" IN ('root', 'system') OR f.path LIKE '%/framework/%' THEN 4 WHEN s."user" IS NOT NULL THEN 2
        WHEN f.partition IS NOT NULL THEN 1 ELSE 0 END AS power,
    CASE WHEN c.variable = 'BOOTCLASSPATH' THEN 'inside every app' WHEN c.variable IS NOT NULL THEN 'inside the system''s own process'
        WHEN s."user" IS NOT NULL THEN 'as ' || s."user" WHEN f.path LIKE '%/framework/%' THEN 'with the rights of whatever loads it, the system included'
        WHEN f.partition IS NOT NULL THEN 'as code that came with the phone' ELSE 'as ordinary code' END AS rights,
    CASE WHEN f.partition IS NULL THEN 'unknown' ELSE 'maker' END AS maker
FROM evidence e
LEFT JOIN files f ON f.evidence = e.node
LEFT JOIN class_paths c ON c.file = f.path
LEFT JOIN started s ON s.file = f.path
WHERE e.kind IN ('jar', 'dex') AND e.node NOT IN (SELECT evidence FROM apps);

-- Whose installations the user is not asked about: apps with the right to install, code with a system identity or of the
-- system itself, and what works with root's rights. Of all others Android asks, whatever they call.
-- Columns: evidence.
CREATE TABLE silent_installers AS
SELECT evidence FROM code_power p
WHERE p.uid IS NULL OR p.uid IN ('system', 'shell')
   OR p.evidence IN (SELECT evidence FROM permissions_used WHERE name IN ('android.permission.INSTALL_PACKAGES', 'com.android.permission.INSTALL_EXISTING_PACKAGES'))
   OR p.evidence IN (SELECT evidence FROM origins WHERE category = 'exec' AND origin = 'constant' AND regexp_matches(detail, '^(/[a-z/]*/)?su( |$)'));

-- Apps whose every page has a constant address inside the app itself: no page of somebody else's talks to their bridge.
-- Columns: evidence.
CREATE TABLE own_pages AS
SELECT u.evidence
FROM (SELECT DISTINCT evidence, method, pc FROM api_uses WHERE api = 'webview.load' AND NOT in_library) u
LEFT JOIN (
    SELECT evidence, method, pc, bool_and(origin = 'constant' AND regexp_matches(detail, '^(file:///android_(asset|res)/|about:|javascript:|data:)')) AS own
    FROM origins WHERE api = 'webview.load' AND argument = 'url' GROUP BY ALL
) o USING (evidence, method, pc)
GROUP BY u.evidence HAVING bool_and(coalesce(own, false));

-- One row a class that a component runs: the most open component that leads to it.
CREATE MACRO openness(open_to) AS CASE open_to
    WHEN 'anyone' THEN 0 WHEN 'normal' THEN 1 WHEN 'dangerous' THEN 2 WHEN 'privileged' THEN 3 WHEN 'signature' THEN 4 ELSE 5
END;
-- Columns: evidence, target, door, kind, rank, open_to, permission, rank_read, rank_write.
CREATE TABLE doors AS
SELECT
    evidence, target, any_value(component ORDER BY rank, component) AS door, any_value(kind ORDER BY rank, component) AS kind,
    min(rank) AS rank, any_value(open_to ORDER BY rank, component) AS open_to,
    any_value(permission ORDER BY rank, component) AS permission, min(rank_read) AS rank_read, min(rank_write) AS rank_write
FROM (
    SELECT
        *, CASE WHEN open_to = 'anyone' AND kind = 'receiver' AND NOT coalesce(sent_by_anyone, true) THEN 5 ELSE openness(open_to) END AS rank,
        openness(coalesce(open_to_read, open_to)) AS rank_read, openness(coalesce(open_to_write, open_to)) AS rank_write
    FROM exposure
)
GROUP BY evidence, target;

-- How open a door is for one method behind it: providers tell readers and writers apart.
CREATE MACRO way_rank(kind, method, rank, rank_read, rank_write) AS coalesce(CASE
    WHEN kind <> 'provider' THEN rank
    WHEN regexp_matches(method, '(^|\.)(insert|bulkInsert|update|delete)$') THEN rank_write
    WHEN regexp_matches(method, '(^|\.)(query|getType|getStreamTypes|openTypedAssetFile)$') THEN rank_read
    ELSE rank
END, 5);

-- One row a place in code where a sensitive API is called.
-- Columns: evidence, method, pc, caller, callee, in_library, class.
CREATE TABLE places AS
SELECT
    evidence, method, pc, any_value(caller) AS caller, any_value(callee) AS callee, bool_and(in_library) AS in_library,
    regexp_replace(any_value(caller), '\.[^.]+$', '') AS class
FROM api_uses GROUP BY evidence, method, pc;

-- An address of the Internet, as far as it is known; not a private network's, not one put together wrongly.
CREATE MACRO on_the_net(address) AS regexp_matches(address, '^https?://[^/:?]*[.{]')
    AND NOT regexp_matches(address, '^https?://(localhost|0\.|10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2[0-9]|3[01])\.)')
    AND NOT regexp_matches(address, '^https?://[^/?#]*https?:');

-- An address under which apps or updates are fetched, by the sound of it.
CREATE MACRO delivers(address) AS regexp_matches(lower(address), '(\.apk|\.zip|\.jar|\.dex|\bota|fota|updat|upgrade|download|package|/app/)');

-- Developers' own servers, which code on sold phones names beside the real ones.
CREATE MACRO for_tests(address) AS regexp_matches(address, '^https?://([^/?]*(staging|sandbox|preview)|([^/?]*[.-])?(test|dev)[.-])');

-- One row a constant address that is opened, and where; {...} stands for what is not constant in it. Where the same address
-- stands there with encryption too, a switch decides, and the one without is left out.
-- Columns: evidence, method, pc, caller, class, address.
CREATE TABLE addresses AS
WITH opened AS (
    SELECT DISTINCT o.evidence, o.method, o.pc, u.caller, u.class, o.detail AS address
    FROM origins o JOIN places u USING (evidence, method, pc)
    WHERE o.category = 'net-open' AND o.origin IN ('constant', 'resource') AND regexp_matches(o.detail, '^https?://[A-Za-z0-9{]') AND on_the_net(o.detail)
)
SELECT * FROM opened o
WHERE NOT EXISTS (
    SELECT 1 FROM opened s
    WHERE s.evidence = o.evidence AND s.method = o.method AND s.pc = o.pc AND s.address = replace(o.address, 'http://', 'https://') AND o.address LIKE 'http://%'
);

-- One row a file of a constant name that is written in the same method, or class, in which the network is read.
-- Columns: evidence, file, path, caller, guards, distance, address.
CREATE TABLE fetched AS
SELECT w.evidence, w.detail AS file, w.path, w.caller, w.guards, min(w.distance) AS distance, any_value(w.address ORDER BY w.distance, w.address) AS address
FROM (
    SELECT
        o.evidence, o.detail, o.path, o.guards, u.caller, coalesce(a.address, '') AS address,
        CASE WHEN n.method = o.method THEN 1 ELSE 3 END + CASE WHEN a.method = n.method AND a.pc = n.pc THEN 0 ELSE 1 END AS distance
    FROM origins o
    JOIN places u ON u.evidence = o.evidence AND u.method = o.method AND u.pc = o.pc
    JOIN (SELECT DISTINCT x.evidence, x.method, x.pc, p.class FROM api_uses x JOIN places p USING (evidence, method, pc) WHERE x.category = 'net-open') n
        ON n.evidence = o.evidence AND (n.method = o.method OR n.class = u.class)
    LEFT JOIN addresses a ON a.evidence = n.evidence AND a.class = n.class
    WHERE o.category = 'file-write' AND o.argument = 'path' AND o.origin = 'constant'
      AND regexp_matches(regexp_replace(o.detail, '\{[^}]*\}', '', 'g'), '[A-Za-z0-9_]{1,}')
) w
GROUP BY w.evidence, w.detail, w.path, w.caller, w.guards;

-- The call graph and the followed values are estimates: a path through many methods deserves less belief.
CREATE MACRO long_way(path) AS len(list_distinct(list_transform(coalesce(path, []), lambda step: split_part(step, ':', 1)))) > 8;

-- Whether a command runs or installs a file, and does not merely name it.
CREATE MACRO runs_file(command, file) AS contains(command, file) AND regexp_matches(split_part(command, file, 1),
    '(^|[;&|]|(^|[ /])(sh|su|source|nohup|exec|insmod|dalvikvm|app_process[0-9]*|linker(64)?)( -[^ ]+)*|\bsu( [0-9]+)?( -c)?|\bpm( -[^ ]+)* install( -[^ ]+)*) *["'']?$');

-- One row a sensitive call of an app whose decisive argument comes from elsewhere: `source` says from whom. A file that the
-- app fetched from the network and then loads or installs counts as coming from there, though not as proven.
-- `address` is the nearest constant address (see `sends`), `clear` whether it is unencrypted and near.
-- As in code_power: power, rights, maker, partition, installed_as.
-- As in origins: category, api, argument, entry.
-- Columns: evidence, package, entry, component, api, category, method, pc, argument, origin, detail, path, guards, proven, address, distance, clear, uid, power,
--   rights, maker, family, partition, installed_as, door, open_to, door_rank, caller, callee, in_library, source.
CREATE TABLE decided_outside AS
WITH direct AS (
    SELECT
        o.evidence, o.package, o.entry, o.component, o.api, o.category, o.method, o.pc, o.argument, o.origin, o.detail, o.path, o.guards, o.proven,
        any_value(a.address ORDER BY a.distance, for_tests(a.address), a.address) AS address, min(a.distance) AS distance
    FROM origins o
    LEFT JOIN (
        SELECT x.evidence, x.method, x.pc, x.path, a.address, CASE WHEN a.caller || ':' || a.pc = x.path[1] THEN 0 WHEN a.caller = x.from_method THEN 1 ELSE 2 END AS distance
        FROM (
            SELECT DISTINCT evidence, method, pc, path, regexp_replace(path[1], ':[0-9]+$', '') AS from_method FROM origins WHERE outside AND origin = 'http'
        ) x
        JOIN addresses a ON a.evidence = x.evidence AND a.class = regexp_replace(x.from_method, '\.[^.]+$', '')
    ) a ON o.origin = 'http' AND a.evidence = o.evidence AND a.method = o.method AND a.pc = o.pc AND a.path = o.path
    WHERE o.outside
    GROUP BY ALL
),
by_file AS (
    SELECT
        o.evidence, o.package, o.entry, o.component, o.api, o.category, o.method, o.pc, o.argument, 'http' AS origin, o.detail,
        list_concat(f.path, o.path) AS path, list_distinct(list_concat(o.guards, f.guards)) AS guards, false AS proven, nullif(f.address, '') AS address, f.distance
    FROM origins o JOIN fetched f ON f.evidence = o.evidence AND CASE o.argument WHEN 'command' THEN runs_file(o.detail, f.file) ELSE f.file = o.detail END
    WHERE o.origin = 'constant' AND (o.category IN ('code-load', 'native-load', 'install', 'recovery') AND o.argument IN ('path', 'body', 'url')
        OR o.category IN ('exec', 'install') AND o.argument = 'command')
    QUALIFY row_number() OVER (PARTITION BY o.evidence, o.method, o.pc, o.detail ORDER BY f.distance, len(f.path)) = 1
),
all_of AS (SELECT * FROM direct UNION ALL BY NAME SELECT * FROM by_file),
-- The way that control takes from the component to the call, and the checks on it: a value may lie in a field long before
-- the user is asked, and seem to cross into a component that the one it was given to never starts.
controlled AS (
    SELECT evidence, component, method, pc, any_value(guards ORDER BY len(guards), hops) AS guards
    FROM reach WHERE component IS NOT NULL GROUP BY ALL
),
-- What is read back from the app's preferences, files or tables may have been put there by any component, to be used by another later.
remembered AS (SELECT DISTINCT evidence, method, pc, argument FROM origins WHERE origin IN ('preference', 'own-file'))
SELECT
    o.* REPLACE (list_distinct(list_concat(o.guards, c.guards)) AS guards), coalesce(o.address LIKE 'http://%' AND o.distance <= 2, false) AS clear,
    p.uid, p.power, p.rights, p.maker, p.family, p.partition, p.installed_as,
    CASE WHEN o.origin = 'socket' AND starts_with(o.detail, 'LocalSocket') THEN 'its local socket' ELSE d.door END AS door,
    d.open_to, way_rank(d.kind, split_part(o.path[1], ':', 1), d.rank, d.rank_read, d.rank_write) AS door_rank,
    u.caller, u.callee, coalesce(u.in_library, false) AS in_library,
    -- A local socket that an app listens on is open to every program on the phone, and to nobody outside it. What an app
    -- connects to is one program of the phone.
    CASE
        WHEN o.origin IN ('sms', 'messages') THEN 'sms'
        WHEN o.origin = 'socket' AND starts_with(o.detail, 'LocalSocket') THEN CASE WHEN o.evidence IN (SELECT evidence FROM api_uses WHERE api = 'socket-listen.local') THEN 'any app' ELSE 'other' END
        WHEN o.origin IN ('http', 'socket', 'push') THEN o.origin
        WHEN o.origin = 'javascript' THEN 'web page'
        WHEN o.origin IN ('intent', 'binder', 'provider') AND NOT (d.kind = 'receiver' AND list_contains(coalesce(o.guards, []), 'system-event'))
            AND way_rank(d.kind, split_part(o.path[1], ':', 1), d.rank, d.rank_read, d.rank_write) <= 1
            AND (o.component IS NULL OR c.evidence IS NOT NULL OR r.evidence IS NOT NULL) THEN 'any app'
        -- What the broadcast of a text message or a push message carries; the clipboard is read by itself, and not on a screen.
        WHEN o.origin = 'intent' AND o.entry IN ('sms', 'push') THEN o.entry
        WHEN o.origin = 'clipboard' AND o.entry NOT IN ('activity', 'input-method') AND NOT list_contains(coalesce(o.guards, []), 'user-asked') THEN 'any app'
        WHEN o.origin = 'shared-file' THEN 'shared file'
        ELSE 'other'
    END AS source
FROM all_of o
JOIN code_power p USING (evidence)
LEFT JOIN controlled c ON c.evidence = o.evidence AND c.component = o.component AND c.method = o.method AND c.pc = o.pc
LEFT JOIN remembered r ON r.evidence = o.evidence AND r.method = o.method AND r.pc = o.pc AND r.argument = o.argument
LEFT JOIN doors d ON d.evidence = o.evidence AND d.target = o.component
LEFT JOIN places u ON u.evidence = o.evidence AND u.method = o.method AND u.pc = o.pc;

-- One row a place that starts, without a shell, a program of its own choice that can do no harm, whatever is added to it.
-- Columns: evidence, method, pc.
CREATE TABLE harmless AS
SELECT evidence, method, pc FROM origins
WHERE api IN ('exec.runtime', 'exec.process-builder') AND argument = 'command' AND origin = 'constant'
GROUP BY evidence, method, pc
HAVING bool_or(contains(detail, '{')) AND bool_and(NOT contains(detail, '{')
    OR regexp_matches(detail, '^([a-z/]*/)?(ping6?|traceroute6?|getprop|ps|top|df|du|netstat|nslookup|date|uptime|id|uname|wc|settings put (system|global|secure) [a-z_]+|svc [a-z]+|input (keyevent|tap|swipe|text)|wm (size|density)) '));

-- One row a place that starts, without a shell, a program of its own choice that handles files or installs: from outside comes
-- an argument, not the command.
-- Columns: evidence, method, pc, program.
CREATE TABLE argument_only AS
SELECT evidence, method, pc, any_value(regexp_extract(detail, '^(?:[a-z/]*/)?([a-z]+) ', 1)) FILTER (contains(detail, '{')) AS program
FROM origins
WHERE api IN ('exec.runtime', 'exec.process-builder', 'exec.process-builder-prepare') AND argument = 'command' AND origin = 'constant'
GROUP BY evidence, method, pc
HAVING bool_or(contains(detail, '{')) AND bool_and(NOT contains(detail, '{')
    OR regexp_matches(detail, '^([a-z/]*/)?(chmod|chown|chgrp|mkdir|rmdir|rm|cp|mv|cat|ls|ln|touch|gzip|gunzip|unzip|tar|stat|screencap|logcat|pm install) '));

-- One row a way from an entry to a sensitive call, with the app's power and the entry's door.
-- As in code_power: power, rights, maker, partition, installed_as, has_launcher.
-- As in reach: entry, api, category, hops, certainty.
-- Columns: evidence, package, entry, component, entry_method, api, category, method, pc, hops, path, guards, certainty, uid, power, rights, maker, family,
--   partition, installed_as, has_launcher, faceless, door, open_to, door_rank, caller, callee, in_library.
CREATE TABLE ways AS
SELECT
    r.*, p.uid, p.power, p.rights, p.maker, p.family, p.partition, p.installed_as, p.has_launcher, p.faceless, d.door, d.open_to,
    CASE WHEN d.kind = 'receiver' AND list_contains(coalesce(r.guards, []), 'system-event') THEN 5
        ELSE way_rank(d.kind, r.entry_method, d.rank, d.rank_read, d.rank_write) END AS door_rank, u.caller, u.callee,
    coalesce(u.in_library, false) AS in_library
FROM reach r
JOIN code_power p USING (evidence)
LEFT JOIN doors d ON d.evidence = r.evidence AND d.target = r.component
LEFT JOIN places u ON u.evidence = r.evidence AND u.method = r.method AND u.pc = r.pc
-- The framework's own jars can do everything, and that they can says nothing.
WHERE p.installed_as <> 'framework' OR p."user" IS NOT NULL OR r.evidence IN (SELECT evidence FROM apps);

-- Whether this is a whole phone's tree and not single apps.
-- Columns: model, tags, build_type, sdk.
CREATE TABLE phone AS
SELECT
    max(CASE WHEN name IN ('ro.product.model', 'ro.product.system.model') THEN value END) AS model,
    max(CASE WHEN name = 'ro.build.tags' THEN value END) AS tags,
    max(CASE WHEN name = 'ro.build.type' THEN value END) AS build_type,
    max(TRY_CAST(CASE WHEN name = 'ro.build.version.sdk' THEN value END AS INTEGER)) AS sdk
FROM properties;

-- How data leaves, in words.
CREATE MACRO sent_by(category) AS CASE category WHEN 'sms-send' THEN 'by text message' ELSE 'over the network' END;

-- Apps that are made for text messages: sending on what the message store holds is their work.
-- Columns: evidence.
CREATE TABLE messengers AS
SELECT DISTINCT evidence FROM intent_filters
WHERE action IN ('android.provider.Telephony.SMS_DELIVER', 'android.intent.action.RESPOND_VIA_MESSAGE')
   OR (action IN ('android.intent.action.SENDTO', 'android.intent.action.SEND') AND kind = 'activity' AND list_has_any(coalesce(schemes, []), ['sms', 'smsto', 'mmsto']));

-- One row a place where personal data leaves the phone, over the network or in a text message; `address` is the nearest constant address, `distance` how near:
-- 0 the same call, 1 the same method, 2 the same class, NULL none known. What the app opens elsewhere says nothing of this place.
-- As in code_power: power, rights, maker, partition, installed_as, has_launcher.
-- As in origins: origin, category, entry, proven.
-- Columns: evidence, package, origin, source, entry, component, category, method, pc, path, proven, guards, caller, callee, in_library, uid, power,
--   rights, maker, family, partition, installed_as, has_launcher, faceless, how, address, distance.
CREATE TABLE sends AS
WITH leaving AS (
    SELECT o.*, u.caller, u.callee, u.in_library, u.class
    FROM origins o JOIN places u ON u.evidence = o.evidence AND u.method = o.method AND u.pc = o.pc
    WHERE (o.category IN ('net-open', 'net-send') AND o.argument IN ('url', 'body', 'value', 'destination', 'name')
        OR o.category = 'sms-send' AND o.argument = 'body' AND (o.origin <> 'messages' OR o.evidence NOT IN (SELECT evidence FROM messengers))
        OR o.api = 'webview.load' AND regexp_matches(u.callee, '\.(loadUrl|postUrl)$') AND NOT EXISTS (
            SELECT 1 FROM origins s WHERE s.evidence = o.evidence AND s.method = o.method AND s.pc = o.pc AND starts_with(s.detail, 'javascript:')))
      AND o.origin IN ('identifier', 'messages', 'sms', 'contacts', 'calls', 'location', 'accounts', 'media', 'microphone',
                       'camera', 'screen', 'clipboard', 'user-input', 'keystrokes', 'app-list', 'history')
)
SELECT
    l.evidence, l.package, l.origin, l.detail AS source, l.entry, l.component, l.category, l.method, l.pc, l.path, l.proven, l.guards,
    l.caller, l.callee, l.in_library, p.uid, p.power, p.rights, p.maker, p.family, p.partition, p.installed_as, p.has_launcher,
    p.faceless, sent_by(l.category) AS how,
    any_value(a.address ORDER BY a.distance, for_tests(a.address), NOT contains(a.address, '{identifier}'), a.address) AS address,
    min(a.distance) AS distance
FROM leaving l
JOIN code_power p USING (evidence)
LEFT JOIN (
    SELECT l.evidence, l.method, l.pc, a.address,
        CASE WHEN a.method = l.method AND a.pc = l.pc THEN 0 WHEN a.method = l.method THEN 1 ELSE 2 END AS distance
    FROM (SELECT DISTINCT evidence, method, pc, class FROM leaving) l JOIN addresses a USING (evidence, class)
) a ON a.evidence = l.evidence AND a.method = l.method AND a.pc = l.pc
WHERE l.proven OR p.uid IS NOT NULL  -- the framework's test tools hand around what is on the screen; of jars only proof counts
GROUP BY ALL;

-- Whose hands can change a file at this path: shared storage is any app's, /data/local adb's, the rest of /data the system's.
CREATE MACRO place_kind(file) AS CASE
    WHEN regexp_matches(file, '^(/sdcard|/storage|/mnt/(sdcard|shell|user|runtime|media_rw|external_sd|extsd|usb[^/]*|udisk)|/data/media|/external_sd|/extSdCard|/udisk|\$\{?(EXTERNAL|SECONDARY)_STORAGE)(/|\}|$)') THEN 'shared'
    WHEN regexp_matches(file, '^/data/local(/|$)') THEN 'shell'
    WHEN regexp_matches(file, '^/(data|cache|metadata|persist|mnt/vendor/persist)(/|$)') THEN 'data'
    WHEN regexp_matches(file, '^/(system|vendor|product|system_ext|odm|oem|apex|sbin|bin|cust|preload|init)') THEN 'system'
    ELSE 'unknown'
END;

-- The triggers of init that come on a phone that is sold, not those of a developer's build or of the factory's own start mode.
CREATE MACRO live_triggers(triggers) AS list_filter(coalesce(triggers, []), lambda b: NOT regexp_matches(b,
    '(ro\.build\.type=(eng|userdebug)|ro\.debuggable=1|(ro\.boot\.?mode|sys\.boot_mode|ro\.boot\.mode)=(factory|meta|ffbm|atm|charger|recovery)|ro\.boot\.(ftm|ffbm|factory\w*)=)'));

-- Start-up files in the root that bring in init.rc themselves: another mode of the phone, the factory's, begins with them, and
-- init does not read them where it begins with init.rc.
-- Columns: evidence.
CREATE TABLE other_starts AS
SELECT DISTINCT i.evidence FROM init_actions i JOIN files f USING (evidence)
WHERE i.command = 'import' AND regexp_matches(i.arguments[1], '^(/system/etc/init/hw)?/init\.rc$') AND regexp_matches(f.path, '^/[^/]+\.rc$')
  AND f.path NOT IN (SELECT arguments[1] FROM init_actions WHERE command = 'import' AND arguments[1] IS NOT NULL);

-- One row a service of init on a phone that is sold, and whether anything that was read starts it.
-- `waits`: only for properties that no file of properties and no command that was read sets.
-- Columns: evidence, service, program, arguments, user, user_stated, groups, class, seclabel, disabled, oneshot, sockets, capabilities, environment, started_by,
--   known_from, recovery, line, started, dormant, waits.
CREATE TABLE services AS
WITH set_somewhere AS (
    SELECT list(DISTINCT name) AS names FROM (
        SELECT name FROM properties UNION ALL SELECT arguments[1] FROM commands WHERE program = 'setprop'
        UNION ALL SELECT arguments[1] FROM init_actions WHERE command = 'setprop'
    )
)
SELECT
    * EXCLUDE (live, names), NOT disabled OR len(live) > 0 AS started, disabled AND len(coalesce(started_by, [])) > 0 AND len(live) = 0 AS dormant,
    disabled AND len(list_filter(live, lambda t: NOT starts_with(t, 'property:') OR list_contains(names, regexp_extract(t, '^property:([^=]+)=', 1)))) = 0 AS waits
FROM (
    SELECT i.*, live_triggers(i.started_by) AS live, coalesce(s.names, []) AS names
    FROM init_services i, set_somewhere s WHERE NOT i.recovery AND i.evidence NOT IN (SELECT evidence FROM other_starts)
);

-- One row a command of scripts and start-up files, with what starts it in words.
-- Columns: evidence, path, source, name, line, program, arguments, piped_to, writes, runs, user, run_by, live, said, started, dormant, how.
CREATE TABLE run_commands AS
SELECT
    *, CASE WHEN started THEN ', as ' || coalesce("user", 'root') || ' (' || array_to_string(live[1:3], ', ') || ')'
        WHEN len(coalesce(run_by, [])) > 0 THEN ', in a mode for the factory or for developers' ELSE ', though nothing that was read starts it' END AS how
FROM (
    SELECT *, array_to_string(arguments, ' ') AS said, len(live) > 0 AS started, len(live) = 0 AND len(coalesce(run_by, [])) > 0 AS dormant
    FROM (
        SELECT *, CASE WHEN regexp_matches(path, '/(factory|meta)_init[^/]*\.rc$') OR evidence IN (SELECT evidence FROM other_starts) THEN [] ELSE live_triggers(run_by) END AS live
        FROM commands
    )
);

-- The same file is /system/vendor/x and /vendor/x, /bin/x and /system/bin/x.
CREATE MACRO one_spelling(file) AS regexp_replace(regexp_replace(file, '^/system/(vendor|product|system_ext|odm)/', '/\1/'), '^/(s?bin|etc|xbin)/', '/system/\1/');

-- One row a native program that init or a script starts, or a library that only one such program needs: `by` says what starts
-- it, `user` as whom, root where any of several is root. What waits for the factory or for developers is left out.
-- Columns: evidence, path, user, by, known_from, service, sockets.
CREATE TABLE daemons AS
WITH started AS (
    SELECT one_spelling(program) AS file, "user"::VARCHAR AS "user", 'init service ' || service AS by, known_from::VARCHAR AS known_from, service, sockets
    FROM init_services
    WHERE NOT recovery AND (NOT disabled OR len(list_filter(started_by, lambda b: NOT regexp_matches(b,
        '(ro\.build\.type=(eng|userdebug)|ro\.debuggable=1|(ro\.boot\.?mode|sys\.boot_mode|ro\.bootmode)=(factory|meta|ffbm|atm|charger|recovery))'))) > 0)
    UNION ALL BY NAME
    SELECT one_spelling(file) AS file, coalesce("user", 'root') AS "user", 'started by ' || path AS by FROM (SELECT path, "user", unnest(runs) AS file FROM run_commands WHERE started AND source <> 'service')
),
programs AS (
    SELECT l.evidence, l.path, l.needed, any_value(s."user" ORDER BY s."user" <> 'root', s.by) AS "user", any_value(s.by ORDER BY s."user" <> 'root', s.by) AS by,
        any_value(s.known_from) AS known_from, any_value(s.service ORDER BY s."user" <> 'root', s.by) AS service, flatten(list(coalesce(s.sockets, []))) AS sockets
    FROM libraries l JOIN started s ON s.file = one_spelling(l.path)
    WHERE l.package IS NULL GROUP BY l.evidence, l.path, l.needed
),
needed AS (SELECT p.*, unnest(p.needed) AS soname FROM programs p),
alone AS (SELECT soname FROM needed GROUP BY soname HAVING count(DISTINCT path) = 1)
SELECT * EXCLUDE (needed) FROM programs
UNION ALL BY NAME
SELECT l.evidence, l.path, n."user", n.by || ' (' || n.path || ')' AS by, n.known_from, n.service, n.sockets
FROM libraries l JOIN needed n ON n.soname = regexp_extract(l.path, '[^/]+$') JOIN alone o ON o.soname = n.soname
WHERE l.package IS NULL AND l.path NOT IN (SELECT path FROM programs);

-- One row a call in native code, with who decides it. Where many sources meet, a function that all go through is to blame, and
-- nothing is said: `clear` tells the others. `format` is the text into which what arrives is put, NULL where it is the whole.
CREATE MACRO is_connection(source) AS split_part(source, ':', 1) IN ('network', 'local socket', 'init socket', 'other socket', 'socket');
-- Columns: evidence, path, function, address, callee, text, sources, hops, clear, connection, format, runs.
CREATE TABLE native_orders AS
SELECT
    *, len(list_filter(sources, lambda s: NOT starts_with(s, 'format:'))) BETWEEN 1 AND 3 AS clear,
    list_filter(sources, lambda s: is_connection(s))[1] AS connection,
    regexp_replace(list_filter(sources, lambda s: starts_with(s, 'format:') AND NOT regexp_matches(s, '^format:( *%s *|.*\bsh -c [''"]?%s[''"]?.*|%s.*)$'))[1], '^format:', '') AS format,
    CASE WHEN callee IN ('system', 'popen') THEN true
        WHEN callee LIKE 'exec%' OR callee LIKE 'posix_spawn%' THEN text IS NULL OR regexp_matches(text, '(^|/)(sh|su|bash|mksh|toybox|busybox)( .*)? \?( |$)') OR starts_with(text, '?')
        ELSE false END AS runs
FROM native_uses;

-- The libraries in every app's memory: what Android's runtime library needs, and what that needs in turn.
-- Columns: evidence, path, file.
CREATE TABLE everywhere AS
WITH RECURSIVE named AS (SELECT evidence, path, needed, regexp_extract(path, '[^/]+$') AS file FROM libraries WHERE package IS NULL AND path NOT LIKE '/recovery/%'),
reached(file) AS (
    SELECT 'libandroid_runtime.so'
    UNION
    SELECT n.extra FROM reached r JOIN (SELECT file, unnest(needed) AS extra FROM named) n ON n.file = r.file
)
SELECT n.evidence, n.path, n.file FROM named n WHERE n.file IN (SELECT file FROM reached);

-- One row a digest of a number that is known from the same case: settings, properties, and what was sent unhashed.
-- Columns: kind, digest, hex.
CREATE TABLE number_digests AS
WITH known AS (
    SELECT DISTINCT value, kind FROM (
        SELECT value, kind FROM payload_tokens WHERE kind IN ('imei', 'imsi', 'iccid', 'serial', 'mac', 'bssid', 'android-id', 'advertising-id', 'phone-number', 'email')
        UNION ALL SELECT value, kind FROM own_numbers
    )
),
forms AS (SELECT DISTINCT kind, form FROM (SELECT kind, unnest([value, lower(value), upper(value), replace(lower(value), ':', ''), replace(upper(value), ':', ''), replace(lower(value), ':', '-'), replace(upper(value), ':', '-')]) AS form FROM known))
SELECT kind, 'MD5' AS digest, md5(form) AS hex FROM forms UNION SELECT kind, 'SHA-1', sha1(form) FROM forms UNION SELECT kind, 'SHA-256', sha256(form) FROM forms;

-- Where code and traffic of one case meet ------------------------------------------------------------------------------------

-- Host and port of an address in code; NULL where they are not constant.
CREATE MACRO host_of(address) AS nullif(lower(regexp_extract(address, '^[a-z]+://([^/:?#{}]+)(?:[:/?#]|$)', 1)), '');
CREATE MACRO port_of(address) AS coalesce(TRY_CAST(regexp_extract(address, '^[a-z]+://[^/:?#{}]+:([0-9]{1,5})(?:[/?#]|$)', 1) AS INTEGER),
    CASE WHEN address LIKE 'https:%' THEN 443 WHEN address LIKE 'http:%' THEN 80 END);

-- What a number that code reads is called where it is found in traffic.
CREATE MACRO token_kind(origin, source) AS CASE
    WHEN origin = 'location' THEN 'location'
    WHEN origin = 'accounts' THEN 'email'
    WHEN regexp_matches(source, '(?i)getDeviceId|getImei|getMeid') THEN 'imei'
    WHEN regexp_matches(source, '(?i)getSubscriberId|imsi') THEN 'imsi'
    WHEN regexp_matches(source, '(?i)getLine1Number') THEN 'phone-number'
    WHEN regexp_matches(source, '(?i)getSimSerialNumber|iccid') THEN 'iccid'
    WHEN regexp_matches(source, '(?i)bssid') THEN 'bssid'
    WHEN regexp_matches(source, '(?i)mac') THEN 'mac'
    WHEN regexp_matches(source, '(?i)android_?id') THEN 'android-id'
    WHEN regexp_matches(source, '(?i)advertis') THEN 'advertising-id'
    WHEN regexp_matches(source, '(?i)serial') THEN 'serial'
END;

-- One row a connection of an app whose code was read: `code` is the app's node, `known_from` how it is known to be its.
-- Columns: capture, connection, code, known_from, transport, client, client_port, server, server_port, first, last, packets_out, packets_in, bytes_out, bytes_in, wire_out, wire_in, state, protocol, uid, app, name, name_source, local, entropy, first_packet, tunnels, resolved_before, encrypted_dns, who, whom, registered, subject, package.
CREATE TABLE app_talks AS
WITH labels AS (SELECT label, any_value(package) AS package FROM apps WHERE label IS NOT NULL GROUP BY label HAVING count(DISTINCT package) = 1),
agents AS (
    SELECT s.value::VARCHAR AS agent, any_value(s.evidence) AS code FROM string_uses s
    WHERE s.value IN (SELECT user_agent FROM http WHERE user_agent IS NOT NULL) AND length(s.value) >= 6 AND NOT regexp_matches(s.value, '^(Mozilla|Dalvik|okhttp|Apache-HttpClient|Java)/')
    GROUP BY s.value HAVING count(DISTINCT s.evidence) = 1
),
whose AS (
    SELECT k.evidence AS capture, k.connection, a.evidence AS code, 'name' AS known_from FROM talks k JOIN apps a ON a.package = k.package
    UNION ALL
    SELECT k.evidence, k.connection, a.evidence, 'label' FROM talks k JOIN labels l ON l.label = k.app JOIN apps a ON a.package = l.package WHERE k.package IS NULL
    UNION ALL
    SELECT k.evidence, k.connection, any_value(g.code), 'user agent' FROM http h JOIN agents g ON g.agent = h.user_agent JOIN talks k USING (evidence, connection)
    WHERE k.package IS NULL AND k.app IS NULL GROUP BY k.evidence, k.connection HAVING count(DISTINCT g.code) = 1
)
SELECT w.*, k.* EXCLUDE (evidence, connection, package), p.package FROM whose w JOIN talks k ON k.evidence = w.capture AND k.connection = w.connection JOIN code_power p ON p.evidence = w.code;

-- One row a constant address in code and a connection to it. Where the capture names no app, a server counts as that app's whose
-- code alone names it.
-- Columns: code, package, method, pc, caller, address, host, port, capture, connection, known_from, transport, client, client_port, server, server_port, first, last, packets_out, packets_in, bytes_out, bytes_in, wire_out, wire_in, state, protocol, uid, app, name, name_source, local, entropy, first_packet, tunnels, resolved_before, encrypted_dns, who, whom, registered, subject.
CREATE TABLE contacted AS
WITH built_in AS (
    SELECT a.evidence AS code, p.package, a.method, a.pc, a.caller, a.address, host_of(a.address) AS host, port_of(a.address) AS port
    FROM addresses a JOIN code_power p USING (evidence) WHERE host_of(a.address) IS NOT NULL
),
alone AS (SELECT host FROM built_in GROUP BY host HAVING count(DISTINCT code) = 1)
SELECT b.*, t.* EXCLUDE (code, package) FROM built_in b JOIN app_talks t ON t.code = b.code AND lower(t.whom) = b.host AND t.server_port = b.port
UNION ALL BY NAME
SELECT b.*, k.evidence AS capture, k.* EXCLUDE (evidence, package), 'address' AS known_from
FROM built_in b JOIN alone o ON o.host = b.host JOIN talks k ON lower(k.whom) = b.host AND k.server_port = b.port WHERE k.package IS NULL AND k.app IS NULL;

-- A piece of evidence in a capture beside the one in code: the packet, what it carries, the connection it belongs to.
CREATE MACRO in_packet(capture, packet, what, connection, transport, client, client_port, server, server_port, seen) AS {
    'evidence': capture, 'locator': 'packet ' || packet,
    'detail': concat_ws(chr(10), what, 'connection ' || connection || ', ' || transport || ': ' || client || coalesce(' port ' || client_port, '') || ' to ' || server || coalesce(' port ' || server_port, ''),
        'at ' || strftime(seen, '%Y-%m-%d %H:%M:%S') || ' UTC')};
CREATE MACRO known_by(known_from) AS CASE known_from WHEN 'name' THEN 'the capture names the app' WHEN 'label' THEN 'the capture names the app' WHEN 'user agent' THEN 'the app''s own User-Agent' ELSE 'no other code names this server' END;

-- The radio network: a cell as a report names it, and a kind of network as people do.
CREATE MACRO at_cell(plmn, cell) AS 'the phone → ' || coalesce('network ' || plmn || coalesce(', cell ' || cell::VARCHAR, ''), 'a cell that did not name itself');
CREATE MACRO generation(kind) AS CASE kind WHEN 'gsm' THEN '2G' WHEN 'geran' THEN '2G' WHEN 'umts' THEN '3G' WHEN 'utra' THEN '3G' WHEN 'lte' THEN '4G' WHEN 'nr' THEN '5G' ELSE kind END;

-- What many rules ask, answered once: how much an app may do on this phone, who may walk in, and what is decided outside.
-- Views hold no judgement: a level is given by a rule alone.

-- The caller had to prove who he is before this point.
CREATE MACRO caller_checked(guards) AS
    list_has_any(coalesce(guards, []), ['caller-permission', 'caller-uid', 'caller-signature']);

-- What arrives was checked by signature, or the user was asked.
CREATE MACRO content_checked(guards) AS list_has_any(coalesce(guards, []), ['signature-verified', 'user-asked']);

-- The steps of a path, one a line.
CREATE MACRO steps(path) AS array_to_string(coalesce(path, []), chr(10));

-- One row an app: `power` is what it may do, from 4 (the system's own identity) to 0 (an app the user installed).
CREATE TABLE app_power AS
WITH family AS (
    SELECT evidence, any_value(family ORDER BY position) AS family
    FROM signers WHERE family IS NOT NULL AND scheme <> 'lineage' GROUP BY evidence
),
signing AS (
    SELECT signer, count(*) AS apps_signed, bool_or(uid <> 'app') AS shares_identity
    FROM apps WHERE partition IS NOT NULL AND signer IS NOT NULL GROUP BY signer
)
SELECT
    a.evidence, a.package, a.uid, a.path, a.installed_as, a.partition, a.signer, a.label, a.target_sdk, f.family,
    a.has_launcher, a.overlay_target, a.has_code, a.debuggable,
    coalesce(a.signer IN (SELECT sha256 FROM platform_keys), false) AS platform_signed,
    CASE
        WHEN a.uid = 'system' THEN 4
        WHEN a.uid IN ('phone', 'bluetooth', 'nfc', 'network_stack', 'se', 'shell', 'log') THEN 3
        WHEN a.installed_as = 'priv-app' OR a.signer IN (SELECT sha256 FROM platform_keys) THEN 2
        WHEN a.partition IS NOT NULL THEN 1
        ELSE 0
    END AS power,
    CASE
        WHEN a.uid = 'system' THEN 'with the rights of the system itself'
        WHEN a.uid = 'phone' THEN 'with the rights of the phone service'
        WHEN a.uid IN ('bluetooth', 'nfc', 'network_stack', 'se', 'shell', 'log')
            THEN 'with the rights of the ' || a.uid || ' service'
        WHEN a.installed_as = 'priv-app' OR a.signer IN (SELECT sha256 FROM platform_keys)
            THEN 'as a privileged app of the phone'
        WHEN a.partition IS NOT NULL THEN 'as an app that came with the phone'
        ELSE 'as an ordinary app'
    END AS rights,
    -- Whose app it is. A key that signs many apps here, or apps with a system identity, is the maker's.
    CASE
        WHEN a.signer IN (SELECT sha256 FROM platform_keys) THEN 'maker'
        WHEN f.family IN ('google', 'xiaomi', 'gionee', 'qualcomm') THEN 'maker'
        WHEN f.family IS NOT NULL THEN 'third party'
        WHEN a.partition IS NULL THEN 'unknown'
        WHEN s.shares_identity OR s.apps_signed >= 4 THEN 'maker'
        ELSE 'third party'
    END AS maker
FROM apps a LEFT JOIN family f USING (evidence) LEFT JOIN signing s USING (signer);

-- One row a class that a component runs: the most open component that leads to it.
CREATE TABLE doors AS
SELECT
    evidence, target, any_value(component ORDER BY rank, component) AS door, any_value(kind ORDER BY rank, component) AS kind,
    min(rank) AS rank, any_value(open_to ORDER BY rank, component) AS open_to,
    any_value(permission ORDER BY rank, component) AS permission
FROM (
    SELECT *, CASE
        WHEN open_to = 'anyone' AND kind = 'receiver' AND NOT coalesce(sent_by_anyone, true) THEN 5
        WHEN open_to = 'anyone' THEN 0 WHEN open_to = 'normal' THEN 1 WHEN open_to = 'dangerous' THEN 2
        WHEN open_to = 'privileged' THEN 3 WHEN open_to = 'signature' THEN 4 ELSE 5
    END AS rank
    FROM exposure
)
GROUP BY evidence, target;

-- One row a sensitive call of an app whose decisive argument comes from elsewhere: `source` says from whom.
CREATE TABLE decided_outside AS
SELECT
    o.*, p.uid, p.power, p.rights, p.maker, p.family, p.partition, p.installed_as, d.door, d.open_to, d.rank AS door_rank,
    u.caller, u.callee, coalesce(u.in_library, false) AS in_library,
    CASE
        WHEN o.origin = 'sms' THEN 'sms'
        WHEN o.origin IN ('http', 'socket', 'push') THEN o.origin
        WHEN o.origin = 'javascript' THEN 'web page'
        WHEN o.origin IN ('intent', 'binder', 'provider', 'clipboard') AND coalesce(d.rank, 5) <= 1 THEN 'any app'
        WHEN o.origin = 'shared-file' THEN 'shared file'
        ELSE 'other'
    END AS source
FROM origins o
JOIN app_power p USING (evidence)
LEFT JOIN doors d ON d.evidence = o.evidence AND d.target = o.component
LEFT JOIN (
    SELECT evidence, method, pc, any_value(caller) AS caller, any_value(callee) AS callee, bool_and(in_library) AS in_library
    FROM api_uses GROUP BY evidence, method, pc
) u ON u.evidence = o.evidence AND u.method = o.method AND u.pc = o.pc
WHERE o.outside;

-- One row a way from an entry to a sensitive call, with the app's power and the entry's door.
CREATE TABLE ways AS
SELECT
    r.*, p.uid, p.power, p.rights, p.maker, p.family, p.partition, p.installed_as, p.has_launcher, d.door, d.open_to,
    coalesce(d.rank, 5) AS door_rank, u.caller, u.callee, coalesce(u.in_library, false) AS in_library
FROM reach r
JOIN app_power p USING (evidence)
LEFT JOIN doors d ON d.evidence = r.evidence AND d.target = r.component
LEFT JOIN (
    SELECT evidence, method, pc, any_value(caller) AS caller, any_value(callee) AS callee, bool_and(in_library) AS in_library
    FROM api_uses GROUP BY evidence, method, pc
) u ON u.evidence = r.evidence AND u.method = r.method AND u.pc = r.pc;

-- Whether this is a whole phone's tree and not single apps.
CREATE TABLE phone AS
SELECT
    max(CASE WHEN name IN ('ro.product.model', 'ro.product.system.model') THEN value END) AS model,
    max(CASE WHEN name = 'ro.build.tags' THEN value END) AS tags,
    max(CASE WHEN name = 'ro.build.type' THEN value END) AS build_type,
    max(TRY_CAST(CASE WHEN name = 'ro.build.version.sdk' THEN value END AS INTEGER)) AS sdk
FROM properties;

-- One row a place where personal data leaves the phone; `address` is the nearest constant address, `distance` how near:
-- 0 the same call, 1 the same method, 2 the same class, 3 elsewhere in the app, NULL none known.
CREATE VIEW sends AS
WITH places AS (
    SELECT evidence, method, pc, any_value(caller) AS caller, any_value(callee) AS callee, bool_and(in_library) AS in_library,
        regexp_replace(any_value(caller), '\.[^.]+$', '') AS class
    FROM api_uses GROUP BY evidence, method, pc
),
addresses AS (
    SELECT o.evidence, o.method, o.pc, u.class, o.detail AS address
    FROM origins o JOIN places u ON u.evidence = o.evidence AND u.method = o.method AND u.pc = o.pc
    WHERE o.category = 'net-open' AND o.origin IN ('constant', 'resource') AND regexp_matches(o.detail, '^https?://[A-Za-z0-9]')
),
leaving AS (
    SELECT o.*, u.caller, u.callee, u.in_library, u.class
    FROM origins o JOIN places u ON u.evidence = o.evidence AND u.method = o.method AND u.pc = o.pc
    WHERE o.category IN ('net-open', 'net-send') AND o.argument IN ('url', 'body', 'value', 'destination', 'name')
      AND o.origin IN ('identifier', 'messages', 'sms', 'contacts', 'calls', 'location', 'accounts', 'media', 'microphone',
                       'camera', 'screen', 'clipboard', 'user-input')
)
SELECT
    l.evidence, l.package, l.origin, l.detail AS source, l.entry, l.component, l.category, l.method, l.pc, l.path, l.proven, l.guards,
    l.caller, l.callee, l.in_library, p.uid, p.power, p.rights, p.maker, p.family, p.partition, p.installed_as, p.has_launcher,
    any_value(a.address ORDER BY a.distance, a.address) AS address, min(a.distance) AS distance
FROM leaving l
JOIN app_power p USING (evidence)
LEFT JOIN (
    SELECT l.evidence, l.method, l.pc, a.address,
        CASE WHEN a.method = l.method AND a.pc = l.pc THEN 0 WHEN a.method = l.method THEN 1 WHEN a.class = l.class THEN 2 ELSE 3 END AS distance
    FROM (SELECT DISTINCT evidence, method, pc, class FROM leaving) l JOIN addresses a USING (evidence)
) a ON a.evidence = l.evidence AND a.method = l.method AND a.pc = l.pc
GROUP BY ALL;

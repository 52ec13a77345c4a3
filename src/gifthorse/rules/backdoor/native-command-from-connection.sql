/* ---
title = "A native program runs the commands that a connection brings"
question = "backdoor"
category = "remote-command"
level = "critical"
confidence = "high"
basis = "capability"
needs = ["native_uses", "libraries"]
says = "{path}{starter} hands what it reads from {connection} to {callee}{inside}: {whose} runs commands{user}."
advice = "Do not use the phone; compare the program with an official image and ask the maker what it is for."
because = "A program that runs what it is told, and takes its orders from a connection, is a back door whatever it is called."
falsepositives = ["Factory and test programs of chip makers that were left in: they are as open as any other.", "Programs that check what arrives against a list before they run it: the check is not seen."]
limits = "Machine code of AArch64 and Thumb is followed across at most two functions. Which commands a check lets through is not known. Medium where nothing that was read starts the program; of a socket made by init, its mode decides."
references = ["Ragentek, CVE-2016-6564", "CWE-78", "CWE-912"]
--- */
WITH orders AS (
    SELECT o.*, d."user", d.by, d.known_from, split_part(o.connection, ':', 1) AS way, split_part(o.connection, ':', 2) AS name,
        list_filter(coalesce(d.sockets, []), lambda s: starts_with(s, split_part(o.connection, ':', 2) || ':'))[1] AS made
    FROM native_orders o LEFT JOIN daemons d USING (evidence)
    WHERE o.runs AND o.clear AND o.connection IS NOT NULL AND o.hops <= 2
)
SELECT
    o.path AS subject, 'file' AS subject_kind, o.evidence, o.path, o.callee::VARCHAR AS callee,
    printf('0x%x', o.address) AS locator, o.callee || ' in the function at ' || printf('0x%x', o.function) || ': ' || array_to_string(o.sources, ', ') AS detail,
    coalesce(', ' || o.by || ',', '') AS starter,
    CASE o.way WHEN 'network' THEN 'the network' WHEN 'local socket' THEN 'a local socket' WHEN 'init socket' THEN 'the socket ' || o.name ELSE 'a connection' END AS connection,
    coalesce(', inside the command ' || o.format, '') AS inside,
    CASE WHEN o.way = 'network' AND accepts THEN 'whoever reaches the phone' WHEN o.way = 'network' THEN 'the server at the other end' ELSE 'whatever program on the phone may connect' END AS whose,
    coalesce(' as ' || o."user", '') AS "user",
    CASE
        WHEN o.by IS NULL THEN CASE WHEN o.format IS NULL AND o.hops = 0 AND p.type = 'program' THEN 'medium' ELSE 'low' END
        WHEN o.known_from = 'aosp' THEN 'low'
        WHEN o.format IS NOT NULL THEN CASE WHEN o.way = 'network' AND o."user" IN ('root', 'system') THEN 'high' ELSE 'medium' END
        WHEN o.way = 'network' THEN CASE WHEN o."user" IN ('root', 'system', 'shell', 'radio') THEN 'critical' ELSE 'high' END
        WHEN o.way = 'init socket' AND NOT regexp_matches(coalesce(string_split(o.made, ':')[3], '666'), '[2367]$') THEN 'medium'
        WHEN o."user" IN ('root', 'system') THEN 'high' ELSE 'medium'
    END AS level,
    CASE WHEN o.by IS NOT NULL AND o.hops = 0 THEN 'high' ELSE 'medium' END AS confidence
FROM orders o
JOIN libraries p USING (evidence)
LEFT JOIN (SELECT DISTINCT evidence, true AS accepts FROM native_symbols WHERE name IN ('accept', 'accept4', 'listen') AND NOT defined) a USING (evidence)
WHERE o.by IS NOT NULL OR p.type = 'program' OR p.package IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY o.evidence ORDER BY o.way = 'network' DESC, o.format IS NULL DESC, o.hops, o.address) = 1

/* ---
title = "An app was seen fetching the program that its code then runs or installs"
question = "line"
category = "update-over-http"
level = "critical"
confidence = "high"
basis = "observed"
needs = ["origins", "api_uses", "connections", "http"]
says = "{package} was seen fetching {what} of {bytes} bytes {manner} from {whom} in packet {packet}; its code {deed} what comes from there {rights}{check}."
advice = "Disable the app; until then do not use the phone on networks of others."
because = "Whoever sits on the way can put another program in its place, and it runs. What the code can do was seen done."
falsepositives = ["Programs whose signature is checked in a way the analysis does not recognise."]
limits = "That it was run afterwards, a capture does not show. What came inside encryption is seen only with keys, and then only the server can change it."
references = ["CWE-494", "Wheatek OTA: Kryptowire, DEF CON 26"]
--- */
WITH orders AS (
    SELECT d.evidence, d.category, d.path, d.guards, d.proven, d.power, d.rights, host_of(d.address) AS host, d.distance
    FROM decided_outside d
    WHERE d.source = 'http' AND d.category IN ('code-load', 'native-load', 'install', 'recovery', 'exec') AND d.address IS NOT NULL AND NOT d.in_library
)
SELECT
    c.package AS subject, o.evidence, c.package, o.rights, c.whom, h.packet,
    CASE h.response_kind WHEN 'apk' THEN 'an app' WHEN 'elf' THEN 'a native program' WHEN 'ota' THEN 'a system update' WHEN 'script' THEN 'a script' ELSE 'code for Android' END AS what,
    h.response_bytes AS bytes, CASE WHEN h.decrypted OR h.scheme <> 'http' THEN 'inside encryption' ELSE 'in the clear' END AS manner,
    CASE o.category WHEN 'install' THEN 'installs' WHEN 'recovery' THEN 'installs as a system update' WHEN 'exec' THEN 'runs' ELSE 'loads' END AS deed,
    CASE WHEN content_checked(o.guards) THEN ' after a check' ELSE '' END AS check,
    coalesce(o.path[len(o.path)], c.caller || ':' || c.pc) AS locator, steps(o.path) AS detail,
    [in_packet(c.capture, h.packet, concat_ws(' ', h.method, h.scheme || '://' || coalesce(h.host, c.whom) || coalesce(h.path, ''), '→', h.response_kind) || coalesce(', SHA-256 ' || h.response_sha256, ''),
        c.connection, c.transport, c.client, c.client_port, c.server, c.server_port, h.seen)] AS also,
    CASE WHEN content_checked(o.guards) THEN 'low' WHEN h.decrypted OR h.scheme <> 'http' THEN 'medium' WHEN o.power >= 1 THEN 'critical' ELSE 'high' END AS level,
    CASE WHEN o.proven OR o.distance <= 2 THEN 'high' ELSE 'medium' END AS confidence
FROM orders o
JOIN contacted c ON c.code = o.evidence AND c.host = o.host
JOIN http h ON h.evidence = c.capture AND h.connection = c.connection
WHERE NOT c.local AND h.response_kind IN ('apk', 'dex', 'elf', 'jar', 'ota', 'vdex') OR h.response_kind = 'script' AND o.category = 'exec' AND NOT c.local
QUALIFY row_number() OVER (PARTITION BY o.evidence, c.host, h.response_kind ORDER BY content_checked(o.guards), (h.response_kind = 'apk') <> (o.category = 'install'), o.proven DESC, h.packet, len(o.path), c.pc) = 1

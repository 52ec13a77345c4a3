/* ---
title = "An app calls a server that is built into it like clockwork"
question = "line"
category = "beacon"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["origins", "api_uses", "connections"]
says = "{package} calls {whom}, an address built into its code, every {period}: {count} times in {hours} hours{purpose}."
advice = "Find out what it reports or waits for; disable the app until its maker explains it."
because = "Programs that report about somebody or wait for orders call home at fixed times. Here the code that does it and the calls are both known."
falsepositives = ["News, weather and mail that are looked for at fixed times."]
limits = "Told from half an hour and six calls on; servers of platforms, push services and messengers are left out."
references = ["RITA 5, beacon score"]
--- */
WITH found AS (
    SELECT c.code, c.package, b.evidence AS capture, b.server, b.server_port, b.score, b.period, b.jitter, b.count, b.hours, b.bytes_out, b.regularity, b.sameness, b.spread, b.duration,
        c.caller, c.pc, c.address, c.known_from, c.connection, c.transport, c.client, c.client_port, c.first, c.first_packet, c.server AS server_address
    FROM beacons b JOIN contacted c ON c.capture = b.evidence AND c.client = b.client AND c.whom = b.server AND c.server_port = b.server_port
    LEFT JOIN destinations e ON e.name = b.server
    WHERE b.score >= 0.7 AND NOT b.push AND coalesce(e.role, '') NOT IN ('push', 'platform', 'time', 'maker', 'messenger')
    QUALIFY row_number() OVER (PARTITION BY c.code, b.server ORDER BY c.first_packet, c.caller, c.pc) = 1
)
SELECT
    f.package AS subject, f.code AS evidence, f.package, f.server || ':' || f.server_port AS whom, lasting(f.period) AS period, f.count, round(f.hours::DOUBLE, 1) AS hours,
    CASE WHEN o.evidence IS NOT NULL THEN '; what it answers is run or installed' WHEN s.evidence IS NOT NULL THEN '; its code sends ' || s.what || ' there' ELSE '' END AS purpose,
    f.caller || ':' || f.pc AS locator, f.address AS detail,
    [in_packet(f.capture, f.first_packet, printf('score %.2f: regular %.2f, same size %.2f, spread %.2f, long %.2f; ', f.score, f.regularity, f.sameness, f.spread, f.duration) || known_by(f.known_from),
        f.connection, f.transport, f.client, f.client_port, f.server_address, f.server_port, f.first)] AS also,
    CASE WHEN o.evidence IS NOT NULL OR s.evidence IS NOT NULL THEN 'high' WHEN f.score < 0.9 THEN 'low' ELSE 'medium' END AS level
FROM found f
LEFT JOIN (
    SELECT DISTINCT evidence, host_of(address) AS host FROM decided_outside
    WHERE source = 'http' AND category IN ('code-load', 'native-load', 'install', 'recovery', 'exec') AND NOT content_checked(guards) AND NOT in_library
) o ON o.evidence = f.code AND o.host = lower(f.server)
LEFT JOIN (
    SELECT evidence, host_of(address) AS host, listing(list_sort(list_distinct(list(data_name(origin, source))))[1:3]) AS what
    FROM sends WHERE NOT in_library AND NOT regexp_matches(lower(coalesce(source, '')), 'android_?id|advertis') GROUP BY evidence, host
) s ON s.evidence = f.code AND s.host = lower(f.server)

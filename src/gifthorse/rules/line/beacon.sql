/* ---
title = "Something reports like clockwork"
question = "line"
category = "beacon"
level = "medium"
confidence = "medium"
basis = "observed"
needs = ["connections"]
says = "{who} calls {whom} every {period}, give or take {jitter}: {count} times in {hours} hours."
advice = "Find out which app it is; switch it off or block the address until its maker explains it."
because = "Programs that wait for orders ask for them at fixed times."
falsepositives = ["Push services, clocks, and apps that look for news: those known are left out."]
limits = "Told from half an hour and six calls on, within one connection from a quarter of an hour and ten messages on; the score is RITA's. Inside encryption 64 bytes or fewer are taken for the sign of life that ordinary apps give: low."
references = ["RITA 5, beacon score"]
--- */
SELECT coalesce(b.package, b.client) || ' → ' || b.server || ':' || b.server_port AS subject, 'connection' AS subject_kind, b.evidence, coalesce(b.package, b.client) AS who, b.server AS whom,
    lasting(b.period) AS period, lasting(b.jitter) AS jitter, b.count, round(b.hours::DOUBLE, 1) AS hours,
    CASE WHEN b.connection IS NULL THEN 'calls' ELSE 'writes to' END AS calls, CASE WHEN b.connection IS NULL THEN '' ELSE ' within one connection' END AS inside, 'beacon ' || b.server AS locator,
    printf('score %.2f: regular %.2f, same size %.2f, spread %.2f, long %.2f', b.score, b.regularity, b.sameness, b.spread, b.duration) AS detail,
    CASE WHEN b.push OR e.role IN ('push', 'platform', 'time', 'maker', 'messenger') THEN 'info' WHEN b.size <= 64 AND c.protocol IN ('tls', 'http', 'http2', 'websocket') OR b.size IS NOT NULL AND c.protocol = 'quic' OR b.score < 0.9 THEN 'low' ELSE 'medium' END AS level, 'medium' AS confidence
FROM beacons b LEFT JOIN destinations e ON e.name = b.server LEFT JOIN connections c ON c.evidence = b.evidence AND c.connection = b.connection
WHERE b.score >= 0.7 AND b.server_port NOT IN (53, 123)

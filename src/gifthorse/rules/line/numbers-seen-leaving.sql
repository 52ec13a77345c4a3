/* ---
title = "An app was seen sending the numbers that its code collects"
question = "line"
category = "identifier-leak"
level = "high"
confidence = "high"
basis = "observed"
needs = ["origins", "api_uses", "connections", "payload_tokens"]
says = "{package} was seen sending {what} ({value}) {manner} to {whom} in {packets}, as its code does in {place}."
advice = "Disable the app; the numbers cannot be changed."
because = "What the code can do was seen done: these packets carry the numbers. They never change and are tied to your name."
falsepositives = ["Activation, carrier and warranty services, which need the number once."]
limits = "Only what is readable in the capture; that this code sent these packets is told by the app's name in the capture, its User-Agent or its address."
references = ["Adups, 2016", "CWE-319"]
--- */
WITH seen AS (
    SELECT s.evidence, s.package, s.caller, s.pc, s.path, s.proven, s.distance, t.kind, t.value, t.packet, t.place, t.field, t.encoding, t.decrypted, t.seen,
        k.capture, k.connection, k.transport, k.client, k.client_port, k.server, k.server_port, k.whom, k.known_from, lower(k.whom) = host_of(s.address) AS meant
    FROM sends s
    JOIN (SELECT code, capture, connection, transport, client, client_port, server, server_port, whom, known_from, local FROM app_talks
        UNION SELECT code, capture, connection, transport, client, client_port, server, server_port, whom, known_from, local FROM contacted) k ON k.code = s.evidence
    JOIN payload_tokens t ON t.evidence = k.capture AND t.connection = k.connection AND t.kind = token_kind(s.origin, s.source)
    WHERE NOT k.local AND NOT s.in_library
),
first_of AS (
    SELECT * FROM seen QUALIFY row_number() OVER (PARTITION BY evidence, kind ORDER BY meant DESC NULLS LAST, decrypted, proven DESC, distance, packet) = 1
)
SELECT
    package AS subject, evidence, package, any_value(whom ORDER BY packet) AS whom, listing(list_distinct(list(token_name(kind) ORDER BY packet))) AS what,
    array_to_string(list_distinct(list(private(value) ORDER BY packet)), ', ') AS value, CASE WHEN bool_or(NOT decrypted) THEN 'in the clear' ELSE 'inside encryption' END AS manner,
    'packet ' || listing(list_distinct(list(packet::VARCHAR ORDER BY packet))[1:4]) AS packets, any_value(caller ORDER BY packet) AS place,
    any_value(caller || ':' || pc ORDER BY packet) AS locator, any_value(steps(path) ORDER BY packet) AS detail,
    list(in_packet(capture, packet, kind || ' in the ' || place || coalesce(' ' || nullif(field, ''), '') || ', ' || encoding, connection, transport, client, client_port, server, server_port, seen) ORDER BY packet)[1:4] AS also,
    CASE WHEN bool_or(NOT decrypted AND kind NOT IN ('android-id', 'advertising-id')) THEN 'high' ELSE 'medium' END AS level,
    CASE WHEN bool_or(coalesce(meant, false)) OR bool_or(proven) THEN 'high' ELSE 'medium' END AS confidence
FROM first_of GROUP BY evidence, package

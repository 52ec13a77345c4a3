/* ---
title = "An app was seen sending the numbers that its code collects"
question = "line"
category = "identifier-leak"
level = "high"
confidence = "high"
basis = "observed"
needs = ["origins", "api_uses", "connections", "payload_tokens"]
says = "{package} was seen sending {what} {manner} to {whom} in {packets}, as its code does in {place}."
advice = "Disable the app; the numbers cannot be changed."
because = "The numbers never change and are tied to your name, and what the code can do was seen done."
falsepositives = ["Activation, carrier and warranty services, which need the number once."]
limits = "Only what is readable in the capture, digests of numbers known from the same case included; that this code sent these packets is told by the app's name in the capture, its User-Agent or its address."
references = ["Adups, 2016", "CWE-319"]
--- */
WITH numbers AS (
    SELECT *, coded_as(encoding) AS form FROM payload_tokens
    UNION ALL BY NAME SELECT t.* REPLACE (d.kind AS kind), 'as its ' || d.digest || ', ' || coded_as(t.encoding) AS form FROM payload_tokens t JOIN number_digests d ON lower(t.value) = d.hex WHERE t.kind IN ('hex32', 'hex40', 'hex64')
),
seen AS (
    SELECT s.evidence, s.package, s.caller, s.pc, s.path, s.proven, s.distance, t.kind, t.value, t.packet, t.place, t.field, t.form, t.decrypted, t.seen,
        k.capture, k.connection, k.transport, k.client, k.client_port, k.server, k.server_port, k.whom, k.known_from, lower(k.whom) = host_of(s.address) AS meant
    FROM sends s
    JOIN (SELECT code, capture, connection, transport, client, client_port, server, server_port, whom, known_from, local FROM app_talks
        UNION SELECT code, capture, connection, transport, client, client_port, server, server_port, whom, known_from, local FROM contacted) k ON k.code = s.evidence
    JOIN numbers t ON t.evidence = k.capture AND t.connection = k.connection AND t.kind = token_kind(s.origin, s.source)
    WHERE NOT k.local AND NOT s.in_library
),
first_of AS (
    SELECT * FROM seen QUALIFY row_number() OVER (PARTITION BY evidence, kind ORDER BY meant DESC NULLS LAST, decrypted, proven DESC, distance, packet) = 1
),
packets AS (
    SELECT evidence, package, capture, packet, any_value(whom) AS whom, list(token_name(kind) || ' (' || private(value) || ')' ORDER BY kind) AS names, bool_or(NOT decrypted) AS clear,
        bool_or(NOT decrypted AND kind NOT IN ('android-id', 'advertising-id')) AS lasting, bool_or(coalesce(meant, false) OR proven) AS sure,
        any_value(caller ORDER BY kind) AS caller, any_value(pc ORDER BY kind) AS pc, any_value(path ORDER BY kind) AS path,
        in_packet(capture, packet, string_agg(token_name(kind) || ' ' || held_in(place, field) || ', ' || form, '; ' ORDER BY kind), any_value(connection), any_value(transport), any_value(client),
            any_value(client_port), any_value(server), any_value(server_port), any_value(seen)) AS step
    FROM first_of GROUP BY evidence, package, capture, packet
)
SELECT
    package AS subject, evidence, package, any_value(whom ORDER BY packet) AS whom, listing(list_sort(list_distinct(flatten(list(names))))) AS what, CASE WHEN bool_or(clear) THEN 'in the clear' ELSE 'inside encryption' END AS manner,
    CASE count(*) WHEN 1 THEN 'packet ' ELSE 'packets ' END || listing(list(packet::VARCHAR ORDER BY packet)[1:4]) AS packets, any_value(caller ORDER BY packet) AS place,
    any_value(caller || ':' || pc ORDER BY packet) AS locator, any_value(steps(path) ORDER BY packet) AS detail, list(step ORDER BY packet)[1:4] AS also,
    CASE WHEN bool_or(lasting) THEN 'high' ELSE 'medium' END AS level, CASE WHEN bool_or(sure) THEN 'high' ELSE 'medium' END AS confidence
FROM packets GROUP BY evidence, package

/* ---
title = "The server to which an app's code sends what is private was seen receiving"
question = "line"
category = "exfiltration"
level = "medium"
confidence = "medium"
basis = "observed"
needs = ["origins", "api_uses", "connections"]
says = "{package} sent {bytes} bytes to {whom} in {count}; that is where its code sends {what} ({place})."
advice = "Decide whether this app may know that; else remove it."
because = "The code that sends it and the packets that went there are both known. What was inside is hidden where it is encrypted."
falsepositives = ["The app's other requests to the same server, and what you asked it to send."]
limits = "Contents are not seen; numbers of the phone that can be read have a rule of their own, and lists of apps are left out."
references = []
--- */
SELECT
    c.package AS subject, s.evidence, c.package, c.whom, listing(list_sort(list_distinct(list(data_name(s.origin, s.source))))[1:4]) AS what,
    any_value(s.caller) AS place, any_value(s.caller || ':' || s.pc ORDER BY s.proven DESC, len(s.path)) AS locator, any_value(steps(s.path) ORDER BY s.proven DESC, len(s.path)) AS detail,
    any_value(c.total) AS bytes, CASE any_value(c.connections) WHEN 1 THEN 'one connection' ELSE any_value(c.connections) || ' connections' END AS count,
    any_value([in_packet(c.capture, c.first_packet, c.total || ' bytes out in all; ' || known_by(c.known_from), c.connection, c.transport, c.client, c.client_port, c.server, c.server_port, c.first)]) AS also,
    CASE WHEN bool_or(s.proven) AND NOT bool_or(s.has_launcher) THEN 'medium' ELSE 'low' END AS level
FROM sends s
JOIN (
    SELECT *, sum(bytes_out) OVER w AS total, count(*) OVER w AS connections FROM (SELECT * FROM contacted QUALIFY row_number() OVER (PARTITION BY code, capture, connection, address ORDER BY caller, pc) = 1)
    WINDOW w AS (PARTITION BY code, address) QUALIFY row_number() OVER (PARTITION BY code, address ORDER BY first_packet) = 1
) c ON c.code = s.evidence AND c.address = s.address
WHERE s.origin NOT IN ('identifier', 'app-list') AND NOT s.in_library AND NOT c.local AND c.total > 0
GROUP BY s.evidence, c.package, c.whom

/* ---
title = "A server is on a list of indicators"
question = "line"
category = "unexpected-destination"
level = "high"
confidence = "high"
basis = "observed"
needs = ["connections", "indicators"]
says = "{who} talked to {whom}, which is on the list {list} as a sign of {name}."
advice = "Read what the list's makers say of it before anything else; keep the phone as it is if evidence matters."
because = "Somebody else has found this server at work for an attacker and written it down."
falsepositives = ["A server or address that has another owner now."]
limits = "Compared are whole names, what lies below listed domains, and whole addresses."
references = []
--- */
WITH called AS (
    SELECT evidence, connection, unnest([array_to_string(labels[n:], '.') FOR n IN range(1, len(labels))]) AS suffix FROM (
        SELECT DISTINCT evidence, connection, string_split(lower(called), '.') AS labels FROM (
            SELECT evidence, connection, name AS called FROM connections WHERE name IS NOT NULL UNION ALL SELECT evidence, connection, name FROM dns
        )
    )
),
met AS (
    SELECT c.evidence, c.connection, i.* FROM called c JOIN indicators i ON i.kind = 'domain' AND i.value = c.suffix
    UNION ALL SELECT c.evidence, c.connection, i.* FROM connections c JOIN indicators i ON i.kind = 'address' AND i.value = c.server
)
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, m.value AS whom, m.list, m.name, 'packet ' || k.first_packet AS locator, m.kind || ' ' || m.value || coalesce(chr(10) || 'see ' || m.reference, '') AS detail,
    CASE m.kind WHEN 'address' THEN 'medium' ELSE 'high' END AS confidence
FROM met m JOIN talks k USING (evidence, connection)
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, m.value ORDER BY k.first_packet) = 1

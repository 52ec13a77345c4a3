/* ---
title = "Something is on a list of indicators that you gave"
question = "backdoor"
category = "known-bad"
level = "high"
confidence = "high"
basis = "known"
needs = ["evidence", "indicators"]
says = "{what} is on the list {list} as a sign of {name}: {kind} {value}."
advice = "Read what the list's makers say of it before anything else; keep the phone as it is if evidence matters."
because = "Somebody else has found this elsewhere and written it down. A whole file, or a signer's certificate, is the same thing; a package name or an address may be used by others too."
falsepositives = ["A package name, file name or address that an innocent program uses as well: these count for less.", "A list that is wrong or out of date."]
limits = "Compared are whole values and never parts of them: packages, SHA-256 and SHA-1 of signers, SHA-256 of files, names and paths of files, programs that init starts, properties, and domains (with what lies below them), URLs and addresses in code, native code and hosts files. The lists are the user's; none comes with gifthorse."
references = ["the reference of the indicator itself, shown with the evidence", "STIX 2.1, OASIS"]
--- */
WITH seen(evidence, kind, value, locator) AS (
    SELECT evidence, 'package', package, path FROM apps
    UNION ALL SELECT evidence, 'certificate-sha256', sha256, scheme FROM signers
    UNION ALL SELECT evidence, 'certificate-sha1', sha1, scheme FROM signers
    UNION ALL SELECT node, 'file-sha256', sha256, path FROM evidence
    UNION ALL SELECT node, 'file-name', regexp_extract(path, '[^/!]+$'), path FROM evidence WHERE kind NOT IN ('folder', 'missing')
    UNION ALL SELECT evidence, 'file-path', path, path FROM files
    UNION ALL SELECT evidence, 'process', regexp_extract(program, '[^/]+$'), 'line ' || line FROM init_services
    UNION ALL SELECT evidence, 'property', name, 'line ' || line FROM properties
),
-- Texts that could name a host are taken apart only where a list asks for hosts: code holds hundreds of thousands
texts AS (
    SELECT evidence, value FROM string_uses WHERE EXISTS (SELECT 1 FROM indicators WHERE kind IN ('domain', 'url', 'address'))
    UNION ALL SELECT evidence, value FROM native_strings WHERE kind IN ('url', 'host')
    UNION ALL SELECT evidence, name FROM hosts
    UNION ALL SELECT evidence, address FROM hosts
    UNION ALL SELECT evidence, domain FROM network_config WHERE domain IS NOT NULL
),
hosted AS (
    SELECT DISTINCT evidence, value, regexp_extract(lower(value), '^(?:[a-z][a-z0-9+.-]*://)?(?:[^/@\s]*@)?([a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::\d+)?(?:[/?#].*)?$', 1) AS host
    FROM texts
    WHERE length(value) BETWEEN 4 AND 2000 AND value LIKE '%.%'
),
named AS (
    SELECT h.evidence, i.list, i.indicator, i.kind, i.value, h.value AS locator
    FROM (SELECT evidence, value, unnest([array_to_string(labels[n:], '.') FOR n IN range(1, len(labels))]) AS suffix FROM (SELECT *, string_split(host, '.') AS labels FROM hosted WHERE host <> '')) h
    JOIN indicators i ON i.kind = 'domain' AND i.value = h.suffix
    UNION ALL
    SELECT h.evidence, i.list, i.indicator, i.kind, i.value, h.value
    FROM hosted h JOIN indicators i ON i.kind = 'address' AND i.value = trim(h.host, '[]')
    UNION ALL
    SELECT h.evidence, i.list, i.indicator, i.kind, i.value, h.value
    FROM hosted h JOIN indicators i ON i.kind = 'url' AND (h.value = i.value OR h.value = i.value || '/' OR starts_with(h.value, i.value || '?') OR starts_with(h.value, i.value || '#'))
    UNION ALL
    SELECT s.evidence, i.list, i.indicator, i.kind, i.value, s.locator
    FROM seen s JOIN indicators i ON i.kind = s.kind AND i.value = s.value
)
SELECT
    coalesce(any_value(a.package), any_value(e.path)) AS subject, CASE WHEN any_value(a.package) IS NULL THEN 'file' ELSE 'app' END AS subject_kind,
    n.evidence, coalesce(any_value(a.package), any_value(e.path)) AS what, n.list, i.name, n.kind, n.value,
    n.kind || ' ' || n.value AS locator,
    'found as ' || min(n.locator) || chr(10) || 'indicator ' || n.indicator || coalesce(chr(10) || 'see ' || any_value(i.reference), '') AS detail,
    CASE WHEN n.kind IN ('file-sha256', 'certificate-sha256', 'certificate-sha1', 'package') THEN 'high' ELSE 'medium' END AS level,
    CASE WHEN n.kind IN ('file-sha256', 'certificate-sha256', 'certificate-sha1') THEN 'high' WHEN n.kind IN ('package', 'domain', 'url') THEN 'medium' ELSE 'low' END AS confidence
FROM named n
JOIN indicators i ON i.list = n.list AND i.indicator = n.indicator AND i.kind = n.kind AND i.value = n.value
JOIN evidence e ON e.node = n.evidence
LEFT JOIN apps a ON a.evidence = n.evidence
GROUP BY n.evidence, n.list, n.indicator, i.name, n.kind, n.value
ORDER BY subject, n.kind, n.value

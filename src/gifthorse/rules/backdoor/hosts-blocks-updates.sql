/* ---
title = "The phone's hosts file blocks updates or security checks"
question = "backdoor"
category = "tampered"
level = "medium"
confidence = "medium"
basis = "configured"
needs = ["hosts"]
says = "The hosts file makes {names} unreachable."
advice = "Restore the official file, then look for updates."
because = "A phone that cannot reach its updates keeps its holes, and malware likes to see to that."
falsepositives = ["Users who block an update on purpose."]
limits = "Advertisement blockers are not counted."
references = ["hosts(5)"]
--- */
SELECT
    path.path AS subject, 'file' AS subject_kind, h.evidence, array_to_string(list(h.name ORDER BY h.line)[1:4], ', ') AS names,
    'line ' || min(h.line) AS locator, array_to_string(list(h.name ORDER BY h.line)[1:20], chr(10)) AS detail
FROM hosts h JOIN evidence path ON path.node = h.evidence
WHERE (h.address IN ('0.0.0.0', '::1', '::') OR h.address LIKE '127.%')
  AND regexp_matches(lower(h.name), '^(android\.clients\.google\.com|play\.googleapis\.com|safebrowsing\.(googleapis|google)\.com|ota\.googlezip\.net|.*\bota\b.*|.*\bfota\b.*|(www\.)?(virustotal|malwarebytes|kaspersky|eset|avast|lookout)\.com|update\..*)$')
  AND NOT regexp_matches(h.name, '(^|\.)(ads?|adservice|doubleclick|analytics)\.')
GROUP BY path.path, h.evidence

/* ---
title = "An app sends the clipboard away"
question = "backdoor"
category = "surveillance"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["origins", "api_uses"]
says = "{package} sends what lies in the clipboard {how}{address}: {callee}."
advice = "Do not copy passwords; disable the app if it has no reason to read them."
because = "Passwords and account numbers are copied and pasted; crypto clippers live on it."
falsepositives = ["Clipboard synchronisation and translation apps."]
limits = "Only constant addresses are shown."
references = ["Triada.z, 2025: crypto clipper"]
--- */
SELECT
    package AS subject, evidence, package, callee, caller || ':' || pc AS locator, steps(path) AS detail,
    how, coalesce(' to ' || address, '') AS address,
    CASE WHEN faceless AND maker <> 'maker' AND proven THEN 'high' ELSE 'medium' END AS level, CASE WHEN proven THEN 'medium' ELSE 'low' END AS confidence
FROM sends
WHERE origin = 'clipboard' AND NOT in_library
QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY proven DESC, distance, len(path), method, pc) = 1

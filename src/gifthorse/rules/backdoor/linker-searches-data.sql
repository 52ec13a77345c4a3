/* ---
title = "Programs look for their libraries where others can write"
question = "backdoor"
category = "tampered"
level = "high"
confidence = "high"
basis = "configured"
needs = ["properties"]
says = "{path} lets programs of the system take their libraries from {folder}."
advice = "Compare the file with an official image; look what lies in that folder."
because = "Whoever may write there puts a library of the right name in, and his code runs inside the system's programs."
falsepositives = ["Builds for finding memory errors (asan), whose lines are left out."]
limits = "Only ld.config files of the image are read, not those that are worked out at the start."
references = ["source.android.com: linker namespaces", "MITRE ATT&CK T1574"]
--- */
SELECT
    p.path AS subject, 'file' AS subject_kind, p.evidence, p.path, folder, 'line ' || min(p.line) AS locator, any_value(p.name || ' = ' || p.value) AS detail
FROM (SELECT *, unnest(string_split(value, ':')) AS folder FROM properties WHERE regexp_matches(path, '/ld\.config[^/]*\.txt$') AND regexp_matches(name, '\.search\.paths[ +]*$') AND NOT contains(name, 'asan')) p
WHERE place_kind(folder) IN ('shared', 'shell', 'data') AND NOT contains(folder, '/asan/')
GROUP BY p.path, p.evidence, folder

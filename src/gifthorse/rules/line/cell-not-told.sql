/* ---
title = "The log of the radio network cannot answer everything"
question = "line"
category = "cellular"
level = "info"
confidence = "high"
basis = "observed"
needs = ["cell_messages"]
says = "Not enough was logged to say: {asks} What is missing: {why}."
advice = "Record again for an hour or more: switch flight mode on, begin recording, switch it off, then move about."
because = "Silence in a log that lacks the moments in question is no answer."
falsepositives = ["None: it states what was not examined."]
limits = ""
references = []
--- */
SELECT regexp_extract(v.path, '[^/!]+$') AS subject, 'file' AS subject_kind, c.evidence, c.asks, c.why, 'question ' || c.question AS locator, 'stands on ' || c.stands_on AS detail
FROM cell_checks c JOIN evidence v ON v.node = c.evidence
WHERE NOT c.enough

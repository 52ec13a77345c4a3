/* ---
title = "A photo tells the story of its edits"
question = "photo"
category = "edited"
level = "low"
confidence = "high"
basis = "observed"
needs = ["photos", "photo_tags"]
says = "It lists edits ({tag}): {value}."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "Steps, times and programs of each edit are in the file."
falsepositives = ["None: the list is there or not."]
limits = ""
references = ["ISO 16684-1 (XMP)"]
--- */
SELECT p.path AS subject, 'photo' AS subject_kind, p.evidence, value AS value, t.name AS tag, inside(t."group") AS whose,
    t."group" || '.' || t.name AS locator, 'offset ' || t."offset" || ', ' || t.length || ' bytes' AS detail
FROM photos p JOIN photo_tags t USING (evidence)
WHERE regexp_matches(t.name, '(stEvt:(action|when|changed)|xmpMM:DerivedFrom/.*|crs:Version)$')
QUALIFY row_number() OVER (PARTITION BY p.evidence, t.value ORDER BY t."offset", t.name) = 1

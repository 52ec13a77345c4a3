/* ---
title = "A photo carries a number of its own"
question = "photo"
category = "device-identity"
level = "low"
confidence = "high"
basis = "observed"
needs = ["photos", "photo_tags"]
says = "It carries an identifier of this shot ({tag}): {value}{whose}."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "Copies that keep it can be traced to the same shot, also after cropping."
falsepositives = ["Some programs write a constant."]
limits = ""
references = ["CIPA DC-008 (Exif)"]
--- */
SELECT p.path AS subject, 'photo' AS subject_kind, p.evidence, private(value) AS value, t.name AS tag, inside(t."group") AS whose,
    t."group" || '.' || t.name AS locator, 'offset ' || t."offset" || ', ' || t.length || ' bytes' AS detail
FROM photos p JOIN photo_tags t USING (evidence)
WHERE t.name IN ('ImageUniqueID', 'ContentIdentifier', 'PhotoIdentifier', 'RawDataUniqueID', 'UniqueDocumentID', 'xmpMM:OriginalDocumentID', 'xmpMM:DocumentID', 'com.apple.quicktime.content.identifier') AND length(trim(t.value)) >= 8 AND regexp_matches(t.value, '[1-9A-Za-z]')
QUALIFY row_number() OVER (PARTITION BY p.evidence, t.value ORDER BY t."offset", t.name) = 1

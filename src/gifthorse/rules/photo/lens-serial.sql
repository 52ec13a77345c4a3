/* ---
title = "A photo carries a lens's serial number"
question = "photo"
category = "device-identity"
level = "low"
confidence = "high"
basis = "observed"
needs = ["photos", "photo_tags"]
says = "It carries the serial number of the lens: {value}{whose}."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "It ties photos of one lens together."
falsepositives = ["Some lenses write zeros."]
limits = ""
references = ["CIPA DC-008 (Exif)"]
--- */
SELECT p.path AS subject, 'photo' AS subject_kind, p.evidence, private(value) AS value, t.name AS tag, inside(t."group") AS whose,
    t."group" || '.' || t.name AS locator, 'offset ' || t."offset" || ', ' || t.length || ' bytes' AS detail
FROM photos p JOIN photo_tags t USING (evidence)
WHERE t.name IN ('LensSerialNumber', 'InternalLensSerialNumber', 'aux:LensSerialNumber', 'exifEX:LensSerialNumber') AND regexp_matches(t.value, '[1-9]')
QUALIFY row_number() OVER (PARTITION BY p.evidence, t.value ORDER BY t."offset", t.name) = 1

/* ---
title = "A photo carries the camera's serial number"
question = "photo"
category = "device-identity"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["photos", "photo_tags"]
says = "It carries the camera's serial number {value} ({tag}){whose}."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "One number in two photos shows that one camera took both, whoever posted them."
falsepositives = ["Some cameras write the same number, or zeros, in every photo."]
limits = "Numbers in encrypted maker notes are not read."
references = ["CIPA DC-008 (Exif)"]
--- */
SELECT p.path AS subject, 'photo' AS subject_kind, p.evidence, private(value) AS value, t.name AS tag, inside(t."group") AS whose,
    t."group" || '.' || t.name AS locator, 'offset ' || t."offset" || ', ' || t.length || ' bytes' AS detail
FROM photos p JOIN photo_tags t USING (evidence)
WHERE t.name IN ('SerialNumber', 'InternalSerialNumber', 'CameraSerialNumber', 'BodySerialNumber', 'aux:SerialNumber', 'exifEX:BodySerialNumber') AND regexp_matches(t.value, '[1-9A-Za-z]') AND length(trim(t.value)) >= 4
QUALIFY row_number() OVER (PARTITION BY p.evidence, t.value ORDER BY t."offset", t.name) = 1

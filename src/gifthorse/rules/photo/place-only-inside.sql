/* ---
title = "Only a part inside a photo still says where it was taken"
question = "photo"
category = "location"
level = "high"
confidence = "high"
basis = "observed"
needs = ["photos", "photo_tags"]
says = "The photo itself names no place, but the {role} inside it does."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "Programs that take the place out of a photo often forget the film or the preview that lies in it."
falsepositives = ["None known: both are read in the same way."]
limits = ""
references = ["CIPA DC-008 (Exif)"]
--- */
SELECT p.path AS subject, 'photo' AS subject_kind, p.evidence, regexp_extract(any_value(t."group"), '^([^:]+):', 1) AS role,
    any_value(t."group") || '.' || any_value(t.name) AS locator, 'offset ' || min(t."offset") AS detail
FROM photos p JOIN photo_tags t USING (evidence)
WHERE t."group" LIKE '%:%' AND (t.name IN ('GPSLatitude', 'GPSCoordinates') OR t.name LIKE '%location.ISO6709')
  AND p.evidence NOT IN (SELECT evidence FROM photo_tags WHERE "group" NOT LIKE '%:%' AND (name IN ('GPSLatitude', 'GPSCoordinates') OR name LIKE '%location.ISO6709'))
GROUP BY p.path, p.evidence

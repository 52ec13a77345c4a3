/* ---
title = "A photo says which way the camera looked, or how fast it moved"
question = "photo"
category = "location"
level = "low"
confidence = "high"
basis = "observed"
needs = ["photos", "photo_tags"]
says = "It says {what}: {value}{whose}."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "With the place it shows what was in sight, and that somebody was on the way."
falsepositives = ["Compasses of phones are often off by tens of degrees."]
limits = ""
references = ["CIPA DC-008 (Exif)"]
--- */
SELECT p.path AS subject, 'photo' AS subject_kind, p.evidence, value AS value, t.name AS tag, inside(t."group") AS whose,
    t."group" || '.' || t.name AS locator, 'offset ' || t."offset" || ', ' || t.length || ' bytes' AS detail, CASE t.name WHEN 'GPSSpeed' THEN 'how fast it moved' ELSE 'which way the camera looked' END AS what
FROM photos p JOIN photo_tags t USING (evidence)
WHERE t.name IN ('GPSImgDirection', 'GPSSpeed', 'GPSDestBearing', 'GPSTrack') AND try_cast(t.value AS DOUBLE) IS NOT NULL AND NOT (t.name = 'GPSSpeed' AND try_cast(t.value AS DOUBLE) = 0)
QUALIFY row_number() OVER (PARTITION BY p.evidence, t.value ORDER BY t."offset", t.name) = 1

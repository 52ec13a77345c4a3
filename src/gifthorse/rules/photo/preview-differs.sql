/* ---
title = "A photo still holds what it showed before"
question = "photo"
category = "hidden-image"
level = "high"
confidence = "medium"
basis = "observed"
needs = ["photos", "photo_pictures"]
says = "Its {role} ({size}) shows another picture than the photo: what was cut away or covered may be in it."
advice = "Look at the preview before you post the file. Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "The small picture inside was made when the photo was taken. If the photo was cropped or covered afterwards, it shows the original."
falsepositives = ["Thumbnails of old cameras that are much harder than the photo, told as medium.", "Strong filters.", "Pictures by daylight in photos of thermal cameras."]
limits = "Compared at 16 by 16 greys: a crop by a tenth, or a small change of the photo, is not seen."
references = []
--- */
SELECT p.path AS subject, 'photo' AS subject_kind, p.evidence, i.role, coalesce(i.width || ' x ' || i.height, i.length || ' bytes') AS size,
    'byte ' || i.start AS locator, printf('distance %.2f', i.distance) AS detail,
    CASE WHEN i.distance > 0.3 THEN 'high' ELSE 'medium' END AS confidence, CASE WHEN i.distance > 0.3 THEN 'high' ELSE 'medium' END AS level
FROM photos p JOIN photo_pictures i USING (evidence)
WHERE i.differs AND i.declared AND i.role IN ('thumbnail', 'preview') AND p.kind IN ('jpeg', 'png', 'webp', 'heic', 'avif')

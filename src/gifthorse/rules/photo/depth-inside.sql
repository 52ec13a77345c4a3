/* ---
title = "A photo holds more than it shows: depth or masks"
question = "photo"
category = "hidden-image"
level = "info"
confidence = "high"
basis = "observed"
needs = ["photos", "photo_pictures"]
says = "It holds {what}."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "Depth and masks show the shape of faces and rooms, and what software cut out."
falsepositives = ["Harmless for most pictures."]
limits = ""
references = []
--- */
SELECT p.path AS subject, 'photo' AS subject_kind, p.evidence, string_agg(DISTINCT i.role, ', ' ORDER BY i.role) AS what, 'pictures' AS locator
FROM photos p JOIN photo_pictures i USING (evidence) WHERE i.role IN ('depth', 'mask', 'gain-map') GROUP BY p.path, p.evidence

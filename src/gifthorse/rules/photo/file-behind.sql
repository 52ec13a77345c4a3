/* ---
title = "Another file lies behind a photo"
question = "photo"
category = "hidden-image"
level = "high"
confidence = "high"
basis = "observed"
needs = ["photos", "photo_spans"]
says = "Behind the end of the picture lies {what} of {size} bytes."
advice = "Find out what it is before the photo is passed on."
because = "A photo is a usual hiding place: viewers show the picture and nobody sees the rest."
falsepositives = ["Backups of albums that join files."]
limits = ""
references = []
--- */
SELECT p.path AS subject, 'photo' AS subject_kind, p.evidence, 'an archive' AS what, s.length AS size, 'byte ' || s.start AS locator, s.what AS detail
FROM photos p JOIN photo_spans s USING (evidence) WHERE s.what LIKE '%.zip'

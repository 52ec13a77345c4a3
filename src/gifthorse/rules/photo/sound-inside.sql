/* ---
title = "A photo holds a sound"
question = "photo"
category = "hidden-image"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["photos", "photo_pictures"]
says = "A sound of {size} bytes lies in it."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "Words that were spoken while the picture was taken go with the photo."
falsepositives = ["Sounds that somebody added on purpose."]
limits = ""
references = []
--- */
SELECT p.path AS subject, 'photo' AS subject_kind, p.evidence, i.length AS size, 'byte ' || i.start AS locator
FROM photos p JOIN photo_pictures i USING (evidence) WHERE i.role = 'audio'

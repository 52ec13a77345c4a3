/* ---
title = "A program changed a photo after it was taken"
question = "photo"
category = "edited"
level = "low"
confidence = "high"
basis = "observed"
needs = ["photos"]
says = "{program} wrote it."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "It is not as the camera saved it."
falsepositives = ["Programs that only turn or copy."]
limits = "Programs that say nothing are not seen."
references = []
--- */
SELECT path AS subject, 'photo' AS subject_kind, evidence, edited_by AS program, 'software' AS locator FROM photos WHERE edited_by IS NOT NULL

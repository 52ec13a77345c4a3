/* ---
title = "A photo holds a film with what came before and after"
question = "photo"
category = "hidden-image"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["photos", "photo_pictures"]
says = "A film of {size} bytes lies in it, with the seconds around the shot and mostly with sound."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "People speak and faces show in the moments before the picture; nobody sees that when the photo is posted."
falsepositives = ["Films without sound."]
limits = "Whether the film has sound is not looked at."
references = []
--- */
SELECT p.path AS subject, 'photo' AS subject_kind, p.evidence, i.length AS size, 'byte ' || i.start AS locator
FROM photos p JOIN photo_pictures i USING (evidence) WHERE i.role = 'video' AND p.kind NOT IN ('mp4', 'mov')

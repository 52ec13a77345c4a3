/* ---
title = "A photo holds a film with what came before and after"
question = "photo"
category = "hidden-image"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["photos", "photo_pictures"]
says = "A film of {size} bytes lies in it, with the seconds around the shot{sound}."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "People speak and faces show in the moments before the picture; nobody sees that when the photo is posted."
falsepositives = ["Films that show and let hear nothing but the photo's own scene."]
limits = "What can be seen and heard in it is not looked at."
references = []
--- */
SELECT p.path AS subject, 'photo' AS subject_kind, p.evidence, i.length AS size, 'byte ' || i.start AS locator,
    CASE WHEN p.has_sound THEN ', with sound' WHEN p.has_sound IS NOT NULL THEN ', without sound' ELSE '' END AS sound
FROM photos p JOIN photo_pictures i USING (evidence) WHERE i.role = 'video' AND p.kind NOT IN ('mp4', 'mov')

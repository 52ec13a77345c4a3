/* ---
title = "A photo holds its original"
question = "photo"
category = "hidden-image"
level = "high"
confidence = "high"
basis = "observed"
needs = ["photos", "photo_pictures"]
says = "It holds the original, as it was before it was edited or blurred ({size})."
advice = "Do not post the file as it is. Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "Some cameras and editors keep the picture as it was, so that a change can be taken back. Whoever gets the file can do the same."
falsepositives = ["Depth photos whose original shows the same."]
limits = ""
references = []
--- */
SELECT p.path AS subject, 'photo' AS subject_kind, p.evidence, coalesce(i.width || ' x ' || i.height, i.length || ' bytes') AS size,
    'byte ' || i.start AS locator
FROM photos p JOIN photo_pictures i USING (evidence) WHERE i.role = 'original'

/* ---
title = "A photo was taken with the front camera"
question = "photo"
category = "device-identity"
level = "info"
confidence = "high"
basis = "observed"
needs = ["photos"]
says = "It was taken with the camera on the screen's side: a selfie{mirrored}."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "It says who is in it: whoever held the phone."
falsepositives = ["Video calls and document scans use it too."]
limits = "Known only where the camera says so."
references = []
--- */
SELECT path AS subject, 'photo' AS subject_kind, evidence, CASE WHEN mirrored THEN ', saved as in a mirror' ELSE '' END AS mirrored, 'lens' AS locator, lens AS detail FROM photos WHERE front_camera

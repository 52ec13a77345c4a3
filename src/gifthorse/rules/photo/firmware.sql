/* ---
title = "A photo names the phone's firmware"
question = "photo"
category = "device-identity"
level = "low"
confidence = "high"
basis = "observed"
needs = ["photos"]
says = "It names the firmware or program that wrote it: {software}."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "The exact build tells which holes the phone still has."
falsepositives = ["Programs of a computer stand in the same place."]
limits = ""
references = ["CIPA DC-008 (Exif)"]
--- */
SELECT path AS subject, 'photo' AS subject_kind, evidence, software, 'software' AS locator FROM photos WHERE software IS NOT NULL AND edited_by IS NULL

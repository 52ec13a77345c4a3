/* ---
title = "A photo names the place"
question = "photo"
category = "location"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["photos"]
says = "It names the place: {place}."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "Place names are written by hand, by albums and by some cameras; they are read by everybody."
falsepositives = ["Agencies name the place on purpose."]
limits = ""
references = ["IPTC IIM 4.2"]
--- */
SELECT path AS subject, 'photo' AS subject_kind, evidence, private(place) AS place, 'place' AS locator FROM photos WHERE place IS NOT NULL

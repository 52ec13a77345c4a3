/* ---
title = "A photo had been saved before, at another quality"
question = "photo"
category = "edited"
level = "low"
confidence = "medium"
basis = "observed"
needs = ["photos"]
says = "It had been a JPEG of quality {earlier} before it was saved at quality {last}."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "A camera saves once. Between the two saves somebody, or a site, opened it: it is not the file that came from the camera."
falsepositives = ["Cameras that save their own picture a second time after an effect.", "Scanners that work on JPEGs."]
limits = "Only saves by the tables of the IJG, at the same grid of blocks, and of a lower quality than about the last one are seen. A crop by other than eight pixels hides them."
references = ["Lukas and Fridrich 2003"]
--- */
SELECT path AS subject, 'photo' AS subject_kind, evidence, earlier_quality AS earlier, quality AS last, 'tables' AS locator,
    printf('score %.2f', earlier_score) AS detail
FROM photos WHERE earlier_score >= 0.4 AND earlier_quality <= 91

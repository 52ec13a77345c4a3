/* ---
title = "A photo says when it was taken"
question = "photo"
category = "time"
level = "low"
confidence = "high"
basis = "observed"
needs = ["photos"]
says = "It was taken on {taken}{fraction}{utc}."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "With other photos and reports it shows who was where."
falsepositives = ["A clock that was set wrong."]
limits = ""
references = ["CIPA DC-008 (Exif)"]
--- */
SELECT path AS subject, 'photo' AS subject_kind, evidence, taken, coalesce(', with the fraction of the second (' || private(subsecond) || ')', '') AS fraction,
    coalesce(' (' || taken_utc || ' UTC)', '') AS utc, 'time' AS locator
FROM photos WHERE taken IS NOT NULL

/* ---
title = "A photo tells the time zone"
question = "photo"
category = "time"
level = "low"
confidence = "high"
basis = "observed"
needs = ["photos"]
says = "It was taken in the time zone UTC{zone}: {how}."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "The zone narrows the place to a strip of the earth, also where no place is told; it can be worked out where no tag says it."
falsepositives = ["A phone whose zone was not changed on a journey."]
limits = "Worked out to a quarter of an hour."
references = ["CIPA DC-008 (Exif)"]
--- */
SELECT path AS subject, 'photo' AS subject_kind, evidence, printf('%s%02d:%02d', CASE WHEN offset_minutes < 0 THEN '-' ELSE '+' END, abs(offset_minutes) // 60, abs(offset_minutes) % 60) AS zone,
    CASE offset_how WHEN 'gps' THEN 'its local time minus the satellites'' time, though no tag says so' ELSE 'a tag says so' END AS how, 'time' AS locator
FROM photos WHERE offset_minutes IS NOT NULL AND offset_how <> 'file'

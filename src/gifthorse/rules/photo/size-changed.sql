/* ---
title = "A photo is not as large as the camera made it"
question = "photo"
category = "edited"
level = "low"
confidence = "high"
basis = "observed"
needs = ["photos"]
says = "It was {before} when it was taken and is {now} now: it was {what}."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "What was cut away may still be in its thumbnail, in previews, or in other copies of the file."
falsepositives = ["Cameras that write the size of their sensor, panoramas and bursts."]
limits = "Known only where the editing program left the camera's numbers as they were."
references = ["CIPA DC-008 (Exif)"]
--- */
SELECT path AS subject, 'photo' AS subject_kind, evidence, said_width || ' x ' || said_height AS before, width || ' x ' || height AS now, 'size' AS locator,
    CASE WHEN abs(greatest(width, height) * least(said_width, said_height)::DOUBLE / (least(width, height) * greatest(said_width, said_height)::DOUBLE) - 1) > 0.03 THEN 'cut'
         WHEN width * height::BIGINT < said_width * said_height::BIGINT THEN 'made smaller' ELSE 'made larger' END AS what
FROM photos
WHERE kind IN ('jpeg', 'webp', 'png') AND width > 0 AND height > 0
  AND (abs(greatest(width, height) - greatest(said_width, said_height)) > 16 OR abs(least(width, height) - least(said_width, said_height)) > 16)

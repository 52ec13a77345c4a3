/* ---
title = "A photo was changed after it was taken"
question = "photo"
category = "edited"
level = "low"
confidence = "high"
basis = "observed"
needs = ["photos", "photo_tags"]
says = "It was taken on {taken} and changed on {changed}."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "It was opened and saved again in between."
falsepositives = ["Cameras that turn a photo upright, albums that write a caption."]
limits = ""
references = ["CIPA DC-008 (Exif)"]
--- */
SELECT p.path AS subject, 'photo' AS subject_kind, p.evidence, p.taken, left(replace(t.value, ':', '-'), 10) AS changed, 'time' AS locator
FROM photos p JOIN photo_tags t USING (evidence)
WHERE t.name = 'ModifyDate' AND t."group" = 'ifd0' AND p.taken IS NOT NULL
  AND try_cast(left(replace(t.value, ':', '-'), 10) AS DATE) > try_cast(left(p.taken, 10) AS DATE) + 1

/* ---
title = "A photo holds a picture that nothing points at"
question = "photo"
category = "hidden-image"
level = "high"
confidence = "high"
basis = "observed"
needs = ["photos", "photo_pictures"]
says = "At byte {start} lies a further {kind} of {size}, which no part of the file declares{shows}."
advice = "Do not post the file as it is: what was cropped or blurred in the photo may still be whole in there. Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "Programs that edit a photo change what they know of. A picture that no tag declares keeps what the photo showed before, and no viewer shows it."
falsepositives = ["Burst shots and panoramas of old cameras that are only joined to the end."]
limits = "Small leftovers under 160 pixels are told as low, pictures that still show the same as medium."
references = []
--- */
SELECT p.path AS subject, 'photo' AS subject_kind, p.evidence, i.start, upper(i.kind) AS kind,
    coalesce(i.width || ' x ' || i.height || ' pixels', i.length || ' bytes') AS size,
    CASE WHEN i.differs THEN '; it shows something else than the photo' WHEN i.differs IS NOT NULL THEN '; it shows what the photo shows' ELSE '' END AS shows,
    CASE WHEN i.width < 160 OR i.role = 'video' THEN 'low' WHEN i.differs OR (i.differs IS NULL AND i.width >= 640) THEN 'high' ELSE 'medium' END AS level,
    'byte ' || i.start AS locator, i.length || ' bytes' AS detail
FROM photos p JOIN photo_pictures i USING (evidence)
WHERE NOT i.declared AND i.role = 'undeclared' AND i.kind IN ('jpeg', 'png')

/* ---
title = "An editing program saved a photo and does not say so"
question = "photo"
category = "edited"
level = "low"
confidence = "medium"
basis = "observed"
needs = ["photos"]
says = "Its quantisation tables are those of {program}, though nothing in it says so."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "It is not as the camera saved it, whatever its other parts claim."
falsepositives = ["Programs that use the same tables."]
limits = "Few programs have tables of their own; those of the IJG say nothing."
references = ["ITU-T T.81"]
--- */
SELECT path AS subject, 'photo' AS subject_kind, evidence, tables_of AS program, 'tables' AS locator, tables_digest AS detail
FROM photos WHERE tables_of IS NOT NULL AND edited_by IS NULL

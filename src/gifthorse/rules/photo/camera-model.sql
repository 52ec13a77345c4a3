/* ---
title = "A photo says which phone or camera took it"
question = "photo"
category = "device-identity"
level = "low"
confidence = "high"
basis = "observed"
needs = ["photos"]
says = "It was taken with {camera}{market}."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "It narrows down whose it is, and tells an attacker which phone to prepare for."
falsepositives = ["A model that an editing program wrote."]
limits = ""
references = ["CIPA DC-008 (Exif)"]
--- */
SELECT path AS subject, 'photo' AS subject_kind, evidence, concat_ws(' ', CASE WHEN NOT starts_with(lower(model), lower(make)) THEN make END, coalesce(model, make)) AS camera,
    coalesce(', sold as ' || market_name, '') AS market, 'model' AS locator
FROM photos WHERE model IS NOT NULL OR make IS NOT NULL

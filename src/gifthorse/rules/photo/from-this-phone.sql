/* ---
title = "A photo says that this phone took it"
question = "photo"
category = "same-phone"
level = "info"
confidence = "medium"
basis = "observed"
needs = ["properties", "photo_links"]
says = "It names this phone's model, {model}{build}."
advice = "Whether this very phone took it, its noise tells: gifthorse photo match --phone CASE PHOTO."
because = "Posted, it leads back to the model of this phone, and with the build to few of them."
falsepositives = ["A photo that another phone of the same model took.", "Tags that somebody copied."]
limits = "Any phone of the model says the same."
references = ["CIPA DC-008 (Exif)"]
--- */
SELECT path AS subject, 'photo' AS subject_kind, evidence, model,
    CASE WHEN build_agrees THEN concat(', and the build that it has now, ', build) ELSE '' END AS build, 'model' AS locator
FROM photo_links WHERE model_agrees

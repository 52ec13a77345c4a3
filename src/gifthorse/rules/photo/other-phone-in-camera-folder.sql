/* ---
title = "A photo among the phone's own was taken by another phone"
question = "photo"
category = "other-phone"
level = "low"
confidence = "medium"
basis = "observed"
needs = ["properties", "photo_links"]
says = "It lies where this phone's camera puts its photos, and names another camera: {model}, where this phone is {phone}."
advice = "Ask where it comes from before it is posted as one's own, and whose phone it gives away."
because = "The owner takes it for a photo of this phone; it gives away another phone, perhaps another person, and puts in doubt whose the photos around it are."
falsepositives = ["Photos that were moved over from an earlier phone, or put there by a messenger or an album.", "Phones whose camera writes a name that no property has."]
limits = "It goes by what the photo says; tags can be changed."
references = ["CIPA DC-008 (Exif)"]
--- */
SELECT path AS subject, 'photo' AS subject_kind, evidence, model, coalesce(phone_model, 'of another model') AS phone, 'model' AS locator
FROM photo_links WHERE NOT model_agrees AND camera_folder

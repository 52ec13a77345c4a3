/* ---
title = "A photo's content credentials do not fit it"
question = "photo"
category = "edited"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["photos"]
says = "Its content credentials do not fit it: {what}."
advice = "Do not rely on what they say. Ask for the file as the camera or the program wrote it."
because = "Credentials are signed together with a digest of the picture. If they do not fit, one of the two was changed after they were made."
falsepositives = ["Programs that write tags into a photo without making its credentials anew.", "Credentials of the first years of the standard, told as low."]
limits = "Checked only where the extra c2pa is installed."
references = ["C2PA 2.1"]
--- */
SELECT path AS subject, 'photo' AS subject_kind, evidence, 'c2pa' AS locator, credentials_why AS detail,
    CASE WHEN credentials_why LIKE '%(exclusion)%' THEN 'their digest leaves out more of the file than themselves'
         WHEN credentials_why LIKE '%dataHash.mismatch%' OR credentials_why LIKE '%bmffHash.mismatch%' THEN 'the picture or its tags were changed after they were made'
         WHEN credentials_why LIKE '%claimSignature.mismatch%' THEN 'their signature is not that of what they say'
         WHEN credentials_why LIKE '%hashedURI.mismatch%' THEN 'a part of them was changed after they were signed'
         WHEN credentials_why LIKE '%expired%' THEN 'they were signed with a certificate that was no longer valid'
         ELSE 'they cannot be validated' END AS what,
    CASE WHEN regexp_matches(credentials_why, '(dataHash|bmffHash|claimSignature|hashedURI)\.mismatch($|,)') THEN 'medium' ELSE 'low' END AS level
FROM photos WHERE credentials = 'invalid'

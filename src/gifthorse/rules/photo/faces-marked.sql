/* ---
title = "A photo marks faces"
question = "photo"
category = "person-identity"
level = "low"
confidence = "high"
basis = "observed"
needs = ["photos", "photo_tags"]
says = "It marks {faces} by the place in the picture."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "Software found people in it and wrote where they are."
falsepositives = ["Things that look like faces."]
limits = ""
references = []
--- */
SELECT p.path AS subject, 'photo' AS subject_kind, p.evidence, counted(max(n), 'face') AS faces, any_value(locator) AS locator FROM (
    SELECT evidence, count(*) AS n, any_value("group" || '.' || name) AS locator FROM photo_tags
    WHERE regexp_matches(name, '(mwg-rs:Type|MPReg:Rectangle|apple-fi:FaceID)$') AND (name NOT LIKE '%Type' OR value = 'Face') GROUP BY evidence
    UNION ALL
    SELECT evidence, try_cast(value AS INT), "group" || '.' || name FROM photo_tags WHERE name = 'FacesDetected' AND try_cast(value AS INT) BETWEEN 1 AND 100
) JOIN photos p USING (evidence)
GROUP BY p.path, p.evidence

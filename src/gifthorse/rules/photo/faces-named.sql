/* ---
title = "A photo says who is in it"
question = "photo"
category = "person-identity"
level = "high"
confidence = "high"
basis = "observed"
needs = ["photos", "photo_tags"]
says = "It marks a face with a name: {value}."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "A program recognised a person; the name and the place of the face are in the file."
falsepositives = ["Names of pets."]
limits = ""
references = ["Metadata Working Group 2.0"]
--- */
SELECT p.path AS subject, 'photo' AS subject_kind, p.evidence, private(value) AS value, t.name AS tag, inside(t."group") AS whose,
    t."group" || '.' || t.name AS locator, 'offset ' || t."offset" || ', ' || t.length || ' bytes' AS detail
FROM photos p JOIN photo_tags t USING (evidence)
WHERE regexp_matches(t.name, '(mwg-rs:Name|MPReg:PersonDisplayName|FaceName|PersonInImage)$') AND regexp_matches(t.value, '[[:alpha:]]')
QUALIFY row_number() OVER (PARTITION BY p.evidence, t.value ORDER BY t."offset", t.name) = 1

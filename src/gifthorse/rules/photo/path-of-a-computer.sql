/* ---
title = "A photo tells a folder of somebody's computer"
question = "photo"
category = "person-identity"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["photos", "photo_tags"]
says = "It tells where it lay on a computer: {value}."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "Such paths often hold a person's name and the name of a project."
falsepositives = ["Paths of programs, not of persons."]
limits = ""
references = []
--- */
SELECT p.path AS subject, 'photo' AS subject_kind, p.evidence, private(value) AS value, t.name AS tag, inside(t."group") AS whose,
    t."group" || '.' || t.name AS locator, 'offset ' || t."offset" || ', ' || t.length || ' bytes' AS detail
FROM photos p JOIN photo_tags t USING (evidence)
WHERE regexp_matches(t.value, '(?i)([a-z]:\\|/)(users|documents and settings|home)[\\/][^\\/]+') AND t."group" <> 'icc'
QUALIFY row_number() OVER (PARTITION BY p.evidence, t.value ORDER BY t."offset", t.name) = 1

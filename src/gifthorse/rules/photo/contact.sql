/* ---
title = "A photo carries an address of a person"
question = "photo"
category = "person-identity"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["photos", "photo_tags"]
says = "It carries an e-mail address or telephone number ({tag}): {value}{whose}."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "It leads straight to a person."
falsepositives = ["Addresses of agencies and of companies."]
limits = ""
references = []
--- */
SELECT p.path AS subject, 'photo' AS subject_kind, p.evidence, private(value) AS value, t.name AS tag, inside(t."group") AS whose,
    t."group" || '.' || t.name AS locator, 'offset ' || t."offset" || ', ' || t.length || ' bytes' AS detail
FROM photos p JOIN photo_tags t USING (evidence)
WHERE t."group" <> 'icc' AND regexp_matches(t.value, '[\w.+-]+@[\w-]+\.[a-z]{2,}|(?i)\b(tel|phone|mobile)\b[^\d]{0,5}\+?\d[\d ()/-]{6,}')
QUALIFY row_number() OVER (PARTITION BY p.evidence, t.value ORDER BY t."offset", t.name) = 1

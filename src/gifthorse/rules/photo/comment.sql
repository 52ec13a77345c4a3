/* ---
title = "A photo carries a text"
question = "photo"
category = "person-identity"
level = "low"
confidence = "high"
basis = "observed"
needs = ["photos", "photo_tags"]
says = "It carries a text ({tag}): {value}{whose}."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "A caption or comment that was meant for oneself is published with the photo."
falsepositives = ["Texts that cameras write in every photo."]
limits = ""
references = ["CIPA DC-008 (Exif)"]
--- */
SELECT p.path AS subject, 'photo' AS subject_kind, p.evidence, private(value) AS value, t.name AS tag, inside(t."group") AS whose,
    t."group" || '.' || t.name AS locator, 'offset ' || t."offset" || ', ' || t.length || ' bytes' AS detail
FROM photos p JOIN photo_tags t USING (evidence)
WHERE regexp_extract(t.name, '[^/]+$') IN ('UserComment', 'ImageDescription', 'XPComment', 'XPTitle', 'XPSubject', 'XPKeywords', 'Comment', 'Caption-Abstract', 'Keywords', 'dc:description', 'dc:title', 'dc:subject', 'Headline', 'ObjectName', 'SpecialInstructions', 'Description', 'Title', 'Text') AND length(trim(t.value)) >= 3 AND regexp_matches(t.value, '[[:alpha:]]{2}') AND NOT regexp_matches(t.value, '^(CREATOR: gd-jpeg|LEAD Technologies|Lavc|Intel\(R\)|File (written|source)|AppleMark|Optimized)')
QUALIFY row_number() OVER (PARTITION BY p.evidence, t.value ORDER BY t."offset", t.name) = 1

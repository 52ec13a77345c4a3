/* ---
title = "A photo names a person"
question = "photo"
category = "person-identity"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["photos", "photo_tags"]
says = "It names a person ({tag}): {value}{whose}."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "The name of the owner or photographer goes with every copy."
falsepositives = ["Agencies name the photographer on purpose.", "Cameras that write a maker's name. Words that stand for nobody, such as unknown, are left out."]
limits = ""
references = ["CIPA DC-008 (Exif)"]
--- */
SELECT p.path AS subject, 'photo' AS subject_kind, p.evidence, private(value) AS value, t.name AS tag, inside(t."group") AS whose,
    t."group" || '.' || t.name AS locator, 'offset ' || t."offset" || ', ' || t.length || ' bytes' AS detail
FROM photos p JOIN photo_tags t USING (evidence)
WHERE regexp_extract(t.name, '[^/]+$') IN ('OwnerName', 'Artist', 'Photographer', 'By-line', 'Writer-Editor', 'XPAuthor', 'Author', 'dc:creator', 'Copyright', 'CopyrightNotice', 'dc:rights', 'Performer', 'ImageEditor', 'Iptc4xmpExt:PersonInImage', 'BabyName') AND length(trim(t.value)) >= 2 AND regexp_matches(t.value, '[[:alpha:]]') AND t."group" <> 'icc'
  AND NOT regexp_full_match(trim(t.value), '(?i)(unknown|null|none|n/?a|(the )?(user|owner|author|artist|creator|photographer)|(\(c\)|©|copyright|all rights reserved|[\s,.:;-]|(19|20)\d\d)+)')
  AND NOT regexp_matches(t.value, '(?i)digital camera')
QUALIFY row_number() OVER (PARTITION BY p.evidence, t.value ORDER BY t."offset", t.name) = 1

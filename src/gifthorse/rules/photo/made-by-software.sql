/* ---
title = "A picture says that software made it up"
question = "photo"
category = "edited"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["photos", "photo_tags"]
says = "It says that it was made by a model, not by a camera: {value}."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "It is no photo of something that was there."
falsepositives = ["Photos in which a model only removed noise."]
limits = ""
references = ["IPTC digital source types"]
--- */
SELECT p.path AS subject, 'photo' AS subject_kind, p.evidence, value AS value, t.name AS tag, inside(t."group") AS whose,
    t."group" || '.' || t.name AS locator, 'offset ' || t."offset" || ', ' || t.length || ' bytes' AS detail
FROM photos p JOIN photo_tags t USING (evidence)
WHERE regexp_matches(t.value, '(?i)trainedAlgorithmicMedia|compositeWithTrainedAlgorithmicMedia|^(steps: \d+, sampler)') OR (t.name IN ('parameters', 'prompt', 'workflow') AND t."group" = 'png')
QUALIFY row_number() OVER (PARTITION BY p.evidence, t.value ORDER BY t."offset", t.name) = 1

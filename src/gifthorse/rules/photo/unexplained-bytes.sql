/* ---
title = "A photo holds bytes that nothing explains"
question = "photo"
category = "hidden-image"
level = "low"
confidence = "high"
basis = "observed"
needs = ["photos", "photo_spans"]
says = "{size} bytes in it are explained by no part of its format, the largest piece at byte {start}."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "Makers hide data of their own in photos; so can others."
falsepositives = ["Private blocks of a camera's maker that are not documented."]
limits = "What they mean is not known."
references = []
--- */
SELECT p.path AS subject, 'photo' AS subject_kind, p.evidence, sum(s.length)::BIGINT AS size, arg_max(s.start, s.length) AS start,
    'bytes' AS locator, arg_max(s.what, s.length) AS detail,
    CASE WHEN max(s.length) >= 65536 THEN 'medium' ELSE 'low' END AS level
FROM photos p JOIN photo_spans s USING (evidence) WHERE NOT s.known AND s.what NOT LIKE '%.zip'
GROUP BY p.path, p.evidence HAVING max(s.length) >= 1024

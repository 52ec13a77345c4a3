/* ---
title = "A photo carries content credentials"
question = "photo"
category = "edited"
level = "info"
confidence = "high"
basis = "observed"
needs = ["photos", "photo_tags"]
says = "It carries content credentials{maker}{checked}."
advice = "Check them with a program that knows who may sign them; posting a scrubbed copy takes them out."
because = "They say which program or camera made it, and often that it was made or changed by software."
falsepositives = ["None: they are there or not."]
limits = "Their signature is checked only where the extra c2pa is installed; no signer is trusted beforehand."
references = ["C2PA 2.1"]
--- */
SELECT p.path AS subject, 'photo' AS subject_kind, p.evidence, coalesce(' of ' || any_value(t.value) FILTER (t.name = 'claim_generator'), '') AS maker,
    CASE p.credentials WHEN 'trusted' THEN '; they fit it, and a known signer made them'
        WHEN 'valid' THEN '; they fit it, but whether to trust their signer is not known'
        WHEN 'invalid' THEN '; they do not fit it' ELSE '; they were not checked' END AS checked,
    'c2pa' AS locator, string_agg(DISTINCT t.value, ', ') FILTER (t.name IN ('action', 'digitalSourceType')) AS detail
FROM photos p JOIN photo_tags t USING (evidence) WHERE t."group" = 'c2pa' GROUP BY p.path, p.evidence, p.credentials

/* ---
title = "A photo's colour profile names the maker"
question = "photo"
category = "device-identity"
level = "info"
confidence = "high"
basis = "observed"
needs = ["photos", "photo_tags"]
says = "Its colour profile names {value} ({tag})."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "Sites that strip the rest often keep the colour profile."
falsepositives = ["Profiles of operating systems and standards name their authors: left out where known."]
limits = ""
references = ["ICC.1:2022"]
--- */
SELECT p.path AS subject, 'photo' AS subject_kind, p.evidence, value AS value, t.name AS tag, inside(t."group") AS whose,
    t."group" || '.' || t.name AS locator, 'offset ' || t."offset" || ', ' || t.length || ' bytes' AS detail
FROM photos p JOIN photo_tags t USING (evidence)
WHERE t."group" = 'icc' AND t.name IN ('DeviceManufacturer', 'ProfileCreator', 'DeviceMfgDesc') AND regexp_matches(t.value, '(?i)^(XM|GOOG|SAMS|APPL|HUAW|OPPO|VIVO|ONEP|SONY|NOKI|MOTO|HTC|LGE|ASUS|ZTE|Xiaomi|Google|Samsung|Apple)')
QUALIFY row_number() OVER (PARTITION BY p.evidence, t.value ORDER BY t."offset", t.name) = 1

/* ---
title = "A photo says exactly where it was taken"
question = "photo"
category = "location"
level = "high"
confidence = "high"
basis = "observed"
needs = ["photos"]
says = "It was taken at {position}{near}{height}, to within a few metres."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "Whoever gets the file can look the place up on a map: a home, a hotel, a meeting."
falsepositives = ["A position that the photographer set by hand, or that an editing program wrote."]
limits = "The text of the file is believed; nothing shows that the camera really was there."
references = ["CIPA DC-008 (Exif)"]
--- */
SELECT path AS subject, 'photo' AS subject_kind, evidence, private(printf('%.5f', latitude)) || ', ' || private(printf('%.5f', longitude)) AS position,
    coalesce(' (' || private(near) || ')', '') AS near,
    coalesce(', ' || round(altitude)::INT || ' m above the sea', '') AS height,
    'gps' AS locator, 'found by ' || position_how AS detail
FROM photos WHERE latitude IS NOT NULL AND position_how NOT IN ('cell', 'network')

/* ---
title = "A photo says where it was taken, though satellite positioning need not have been on"
question = "photo"
category = "location"
level = "high"
confidence = "high"
basis = "observed"
needs = ["photos"]
says = "It was taken near {position}{near}; the phone found that by {method}."
advice = "Post a scrubbed copy: gifthorse photo scrub IN OUT."
because = "A position from the cell network or from Wi-Fi is written into photos even where satellite positioning is switched off, so the owner may believe that none is there."
falsepositives = ["Phones that call every position by one name."]
limits = "Such positions are good to some ten metres up to some kilometres."
references = ["CIPA DC-008 (Exif)"]
--- */
SELECT path AS subject, 'photo' AS subject_kind, evidence, private(printf('%.5f', latitude)) || ', ' || private(printf('%.5f', longitude)) AS position,
    coalesce(' (' || private(near) || ')', '') AS near,
    CASE position_how WHEN 'cell' THEN 'the cell network' ELSE 'networks around it' END AS method, 'gps' AS locator, 'GPSProcessingMethod' AS detail
FROM photos WHERE latitude IS NOT NULL AND position_how IN ('cell', 'network')

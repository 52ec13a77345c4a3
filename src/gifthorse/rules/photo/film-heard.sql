/* ---
title = "A film has sound"
question = "photo"
category = "person-identity"
level = "info"
confidence = "high"
basis = "observed"
needs = ["photos"]
says = "Its sound can be heard: listen to it before it is posted."
advice = "A scrubbed copy keeps the sound. Take the sound track out with an editing program if nobody should hear it."
because = "Voices tell persons apart, and what is said behind the camera is easily overlooked."
falsepositives = ["Sound is what a film is expected to have."]
limits = "What can be heard is not looked at; a track of silence counts as sound."
references = ["ISO/IEC 14496-12"]
--- */
SELECT path AS subject, 'photo' AS subject_kind, evidence, 'sound' AS locator FROM photos WHERE has_sound AND kind IN ('mp4', 'mov')

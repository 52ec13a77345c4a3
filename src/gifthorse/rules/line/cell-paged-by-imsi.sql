/* ---
title = "Phones are called by the number of their SIM"
question = "line"
category = "cellular"
level = "low"
confidence = "medium"
basis = "observed"
needs = ["cell_messages"]
says = "{network} called a phone by the number of its SIM (IMSI {subscriber}){own}: {detail}."
advice = "If it is this phone's own IMSI and goes on, ask the operator; switching flight mode on and off gives a new temporary identity."
because = "Networks call by temporary identities so that nobody can tell who is near. Calling by IMSI tells, and is how one looks for a person."
falsepositives = ["After a failure a network may have lost the temporary identities: then it calls many so."]
limits = "Whose IMSI it is is known only where the phone told its own in the same log."
references = ["3GPP TS 23.401, 5.3.4", "3GPP TS 36.331, 5.3.2"]
--- */
SELECT at_cell(plmn, cell) AS subject, 'connection' AS subject_kind, evidence, coalesce('Network ' || plmn, 'A network') AS network, private(subscriber) AS subscriber,
    CASE WHEN known_before THEN ', which is this phone''s own' ELSE '' END AS own, 'packet ' || packet AS locator, detail, CASE WHEN known_before THEN 'medium' ELSE 'low' END AS level
FROM cell_events
WHERE event = 'paged-imsi'

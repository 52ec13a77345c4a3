/* ---
title = "What the phone had said of its ciphers came back changed"
question = "line"
category = "cellular"
level = "medium"
confidence = "medium"
basis = "observed"
needs = ["cell_messages"]
says = "The phone refused to set up security with {network}: {cause}."
advice = "Note place and time and tell the operator; forbid 2G in the phone's settings."
because = "The network repeats, protected, which ciphers the phone had named in the clear. A difference means that somebody between them changed the list, to make them agree on a weaker one."
falsepositives = ["Faults of a network or modem, mostly after updates."]
limits = "Other causes of the same message are left out."
references = ["3GPP TS 24.301, 5.4.3.5", "3GPP TS 33.401, 7.2.4.4"]
--- */
SELECT at_cell(plmn, cell) AS subject, 'connection' AS subject_kind, evidence, coalesce('network ' || plmn, 'a network') AS network, coalesce(cause, 'without a cause') AS cause, 'packet ' || packet AS locator, detail
FROM cell_events
WHERE event = 'capabilities' AND cause_number = 23
QUALIFY row_number() OVER (PARTITION BY evidence, plmn ORDER BY packet) = 1

/* ---
title = "Phone and network did not believe each other"
question = "line"
category = "cellular"
level = "medium"
confidence = "medium"
basis = "observed"
needs = ["cell_messages"]
says = "{what} at {network}, {times} in this log."
advice = "If it happens at one place only, use the phone elsewhere and tell the operator; if everywhere, have the SIM replaced."
because = "The SIM checks a code that only its own operator can make. A wrong code means that whoever asked was not the operator, or that the operator's books are wrong; the answer to a code used before can give away who is near."
falsepositives = ["A single synch failure is ordinary: left out below three.", "Old or copied SIMs, SIMs without a contract."]
limits = ""
references = ["3GPP TS 33.102, 6.3.3", "Borgaonkar et al., PETS 2019"]
--- */
SELECT at_cell(plmn, cell) AS subject, 'connection' AS subject_kind, evidence,
    CASE WHEN message = 'authentication reject' THEN 'The phone''s proof was refused without protection' WHEN cause_number = 20 THEN 'The SIM found the network''s proof false (MAC failure)'
        WHEN cause_number = 21 THEN 'The SIM was given proofs that had been used (synch failure)' ELSE 'The SIM did not accept how the network proves itself' END AS what,
    coalesce('network ' || plmn, 'a network') AS network, CASE WHEN count(*) OVER part = 1 THEN 'once' ELSE count(*) OVER part || ' times' END AS times, 'packet ' || packet AS locator, detail,
    CASE WHEN message = 'authentication reject' AND NOT known_before THEN 'low' WHEN message <> 'authentication reject' AND cause_number <> 20 THEN 'low' ELSE 'medium' END AS level
FROM cell_events
WHERE event = 'authentication'
WINDOW part AS (PARTITION BY evidence, plmn, message, cause_number)
QUALIFY row_number() OVER (PARTITION BY evidence, plmn, message, cause_number ORDER BY known_before DESC, packet) = 1 AND (cause_number IS NULL OR cause_number <> 21 OR count(*) OVER part >= 3)

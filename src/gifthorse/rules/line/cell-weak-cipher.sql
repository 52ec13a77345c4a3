/* ---
title = "The network uses a cipher that can be broken"
question = "line"
category = "cellular"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["cell_messages"]
says = "{network} ordered the cipher {cipher}, {times} in this log."
advice = "Forbid 2G in the phone's settings."
because = "A5/2 and GEA1 were made weak and fall in seconds; A5/1 and GEA2 fall to recorded tables or known mathematics."
falsepositives = ["Many 2G networks still know nothing better than A5/1: a weakness of theirs, no attack."]
limits = "Only where the order itself was logged."
references = ["3GPP TS 43.020", "Beierle et al., EUROCRYPT 2021 (GEA1, GEA2)"]
--- */
SELECT at_cell(plmn, cell) AS subject, 'connection' AS subject_kind, evidence, coalesce('Network ' || plmn, 'A network') AS network, cipher::VARCHAR AS cipher,
    CASE WHEN count(*) OVER part = 1 THEN 'once' ELSE count(*) OVER part || ' times' END AS times, 'packet ' || packet AS locator, detail,
    CASE WHEN cipher IN ('A5/2', 'GEA1') THEN 'medium' ELSE 'low' END AS level
FROM cell_events
WHERE event = 'weak-cipher'
WINDOW part AS (PARTITION BY evidence, plmn, cipher)
QUALIFY row_number() OVER (PARTITION BY evidence, plmn, cipher ORDER BY packet) = 1

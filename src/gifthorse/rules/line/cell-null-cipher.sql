/* ---
title = "The network switched encryption off"
question = "line"
category = "cellular"
level = "high"
confidence = "high"
basis = "observed"
needs = ["cell_messages"]
says = "{network} ordered {generation} to go without encryption ({cipher}){what}, {times} in this log{mind}."
advice = "Do not call, write or log in anywhere over this network except through encrypted apps; forbid 2G in the phone's settings and ask the operator why."
because = "Whoever has a receiver nearby can listen in. Real networks encrypt where the law of their country lets them; false base stations often cannot."
falsepositives = ["Emergency calls without a SIM: left out where the log shows them.", "Countries and test networks that forbid or do without encryption."]
limits = "Of core network signalling alone (NAS) it says nothing of calls and data, which the radio layer encrypts."
references = ["3GPP TS 33.401, 5.1.3", "3GPP TS 33.501, 5.3.2"]
--- */
SELECT at_cell(e.plmn, e.cell) AS subject, 'connection' AS subject_kind, e.evidence, coalesce('Network ' || e.plmn, 'A network') AS network, generation(e.rat) AS generation, e.cipher::VARCHAR AS cipher,
    CASE WHEN e.layer = 'nas' AND e.rat IN ('lte', 'nr') THEN ' for signalling with the core network' ELSE '' END AS what,
    count(*) OVER part AS times_n, CASE WHEN count(*) OVER part = 1 THEN 'once' ELSE count(*) OVER part || ' times' END AS times,
    CASE WHEN e.emergency IS NULL THEN '; whether it was an emergency call was not logged' ELSE '' END AS mind, 'packet ' || e.packet AS locator, e.detail,
    CASE WHEN e.emergency IS NULL OR (e.layer = 'nas' AND e.rat IN ('lte', 'nr')) THEN 'medium' ELSE 'high' END AS level,
    CASE WHEN e.emergency IS NULL THEN 'medium' ELSE 'high' END AS confidence
FROM cell_events e
WHERE e.event = 'null-cipher' AND e.emergency IS NOT TRUE
WINDOW part AS (PARTITION BY e.evidence, e.rat, e.layer, e.plmn, e.cipher, e.emergency IS NULL)
QUALIFY row_number() OVER (PARTITION BY e.evidence, e.rat, e.layer, e.plmn, e.cipher, e.emergency IS NULL ORDER BY e.packet) = 1

/* ---
title = "A cell announces less than all its neighbours"
question = "line"
category = "cellular"
level = "low"
confidence = "low"
basis = "observed"
needs = ["cell_messages"]
says = "Cell {cell} of network {plmn} {lacks}{used}: {detail}."
advice = "A hint, no more. Compare with what another phone hears there, now and in some days."
because = "A false base station must hold phones and copies little of a real network: it names no neighbours, or not how to leave it."
falsepositives = ["Cells indoors, on ships and planes, in the first days of a new mast.", "Logs that heard only a part of what a cell announces: such cells are left out."]
limits = "Only where four cells of one network were heard, and where nine in ten of the others differ."
references = ["EFF Rayhunter, incomplete SIB", "SnoopSnitch, criteria K1 and A2"]
--- */
SELECT at_cell(plmn, cell) AS subject, 'connection' AS subject_kind, evidence, cell, plmn, CASE event WHEN 'bare-cell' THEN 'does not announce how to leave it' ELSE 'names no neighbours' END AS lacks,
    CASE WHEN place IS NOT NULL THEN ', and the phone connected to it' ELSE '' END AS used, 'packet ' || packet AS locator, detail, CASE WHEN place IS NOT NULL THEN 'low' ELSE 'info' END AS level
FROM cell_events
WHERE event IN ('bare-cell', 'no-neighbours')

/* ---
title = "A cell contradicts itself or its neighbours about where it is"
question = "line"
category = "cellular"
level = "medium"
confidence = "low"
basis = "observed"
needs = ["cell_messages"]
says = "Cell {cell} of network {plmn} {does}: {detail}."
advice = "Note place and time; compare with what another phone hears there."
because = "Phones speak up when the area changes, and tell who they are. A false base station takes the name of a real cell and changes the area to make them."
falsepositives = ["An operator that renumbers its areas, rarely.", "The edge of an area, where one cell of the next is heard: it counts only where the phone was asked or refused there."]
limits = "A lonely area counts only where all other cells of the network, four or more, agree."
references = ["SnoopSnitch, criteria A1 and A5"]
--- */
SELECT at_cell(a.plmn, a.cell) AS subject, 'connection' AS subject_kind, a.evidence, a.cell, a.plmn,
    CASE a.event WHEN 'two-areas' THEN 'announced several areas' ELSE 'is alone in its area, and there the phone was asked for its identity or refused' END AS does,
    'packet ' || a.packet AS locator, a.detail, CASE a.event WHEN 'two-areas' THEN 'medium' ELSE 'low' END AS level
FROM cell_events a
WHERE a.event = 'two-areas' OR (a.event = 'lonely-area' AND EXISTS (
    SELECT 1 FROM cell_events b
    WHERE b.evidence = a.evidence AND b.plmn = a.plmn AND b.cell = a.cell AND b.event IN ('identity', 'reject') AND b.protected IS FALSE AND b.outcome <> 'authenticated'))

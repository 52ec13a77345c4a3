/* ---
title = "The phone was called again and again for nothing"
question = "line"
category = "cellular"
level = "low"
confidence = "low"
basis = "observed"
needs = ["cell_messages"]
says = "{network} called the phone {count} times within {seconds} seconds, and each time let it go without data, call or message."
advice = "A hint, no more. If it goes on for hours, ask the operator whether silent messages were sent."
because = "A phone that is called answers and shows in which cell it is. Silent calls are how one finds out where somebody is."
falsepositives = ["A network under load, or calls for apps whose data came too late."]
limits = "Silent text messages that reach the phone look like ordinary ones here."
references = ["SnoopSnitch, criterion T3", "Kune et al., NDSS 2012"]
--- */
SELECT at_cell(plmn, cell) AS subject, 'connection' AS subject_kind, evidence, coalesce('Network ' || plmn, 'A network') AS network, "count", round(seconds)::BIGINT AS seconds, 'packet ' || packet AS locator, detail,
    CASE WHEN "count" >= 15 THEN 'medium' ELSE 'low' END AS level
FROM cell_events
WHERE event = 'silent-calls'

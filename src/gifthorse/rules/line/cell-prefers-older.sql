/* ---
title = "A cell tells phones to prefer older networks"
question = "line"
category = "cellular"
level = "medium"
confidence = "medium"
basis = "observed"
needs = ["cell_messages"]
says = "{network} announces that phones shall prefer {to} over 4G: {detail}."
advice = "Forbid 2G in the phone's settings; note place and time and compare with other cells of the same network."
because = "Phones go by themselves to what has the highest priority. Operators give it to their newest network; who wants phones on 2G turns it round."
falsepositives = ["Networks in which 4G is for data only and 3G carries calls, mostly small ones."]
limits = "Read from cells whose own priority (SIB3) was heard too."
references = ["3GPP TS 36.304, 5.2.4", "EFF Rayhunter, SIB6/7 downgrade"]
--- */
SELECT at_cell(plmn, cell) AS subject, 'connection' AS subject_kind, evidence, coalesce('Network ' || plmn, 'A network') AS network, generation(redirect::VARCHAR) AS "to", 'packet ' || packet AS locator, detail,
    CASE redirect WHEN 'geran' THEN 'medium' ELSE 'low' END AS level
FROM cell_events
WHERE event = 'prefers-older'
QUALIFY row_number() OVER (PARTITION BY evidence, plmn, redirect ORDER BY packet) = 1

/* ---
title = "The phone's number on the SIM was asked for, and nothing came of it"
question = "line"
category = "cellular"
level = "medium"
confidence = "medium"
basis = "observed"
needs = ["cell_messages"]
says = "{network} asked in the clear for the SIM's number (IMSI) {when}{then}."
advice = "One such request proves nothing. If it repeats at a place, note place and time, and compare with another phone there."
because = "The IMSI names the SIM and with it a person. A false base station can ask for it but cannot go on to prove itself."
falsepositives = ["Roaming, a SIM without a contract, a new SIM: networks ask, then refuse. Those that refuse for such a cause are facts here, no suspicion.", "A connection that broke off for want of signal."]
limits = "Requests in connections whose beginning was not logged are not judged: rule cell-not-told says so."
references = ["3GPP TS 24.301, 5.4.4", "EFF Rayhunter, IMSI requested"]
--- */
SELECT at_cell(plmn, cell) AS subject, 'connection' AS subject_kind, evidence, coalesce('Network ' || plmn, 'A network') AS network,
    CASE WHEN place = 'secured' THEN 'although it had proven itself and agreed on keys already' ELSE 'after the phone''s ' || coalesce(asked::VARCHAR, 'request') END AS "when",
    CASE WHEN place = 'secured' THEN '' WHEN outcome = 'rejected' THEN ', then refused it' WHEN outcome = 'released' THEN ', then let go of it without proving itself' ELSE ', and what came then was not logged' END
        || CASE WHEN count(*) OVER part > 1 THEN ', ' || count(*) OVER part || ' times in ' || count(DISTINCT cell) OVER part || ' cells' ELSE '' END AS "then",
    'packet ' || packet AS locator, detail,
    CASE WHEN place = 'secured' THEN 'medium' WHEN outcome = 'rejected' THEN 'info' WHEN outcome = 'released' AND count(*) OVER part >= 3 THEN 'medium' WHEN outcome = 'released' THEN 'low' ELSE 'info' END AS level,
    CASE WHEN place = 'secured' OR outcome = 'rejected' THEN 'medium' ELSE 'low' END AS confidence
FROM cell_events
WHERE event = 'identity' AND identity = 'imsi' AND protected IS FALSE AND place <> 'unknown' AND (place = 'secured' OR outcome IN ('rejected', 'released', 'unknown'))
WINDOW part AS (PARTITION BY evidence, plmn, place = 'secured', outcome)
QUALIFY row_number() OVER (PARTITION BY evidence, plmn, place = 'secured', outcome ORDER BY packet) = 1

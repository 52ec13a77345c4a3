/* ---
title = "A network that knew the phone refused it in the clear"
question = "line"
category = "cellular"
level = "medium"
confidence = "medium"
basis = "observed"
needs = ["cell_messages"]
says = "{network} refused the phone without protection ({message}: {cause}){mind}, {times} in this log."
advice = "If the phone then shows an older network or none, restart it elsewhere; forbid 2G in its settings. One refusal proves nothing."
because = "A phone believes an unprotected refusal. With the right cause it gives up 4G and 5G, or the SIM altogether, until it is restarted: the usual first step of a false base station."
falsepositives = ["A SIM without a contract, roaming without an agreement, areas closed to foreign phones: facts, no suspicion, as long as the network has never let the phone in.", "A contract that ends during the log."]
limits = "Refusals whose protection is not known, and those in connections whose beginning was not logged, are not judged."
references = ["3GPP TS 24.301, 5.5.1.2.5", "Shaik et al., NDSS 2016"]
--- */
SELECT at_cell(plmn, cell) AS subject, 'connection' AS subject_kind, evidence, coalesce('Network ' || plmn, 'A network') AS network, message::VARCHAR AS message, coalesce(cause, 'without a cause') AS cause,
    CASE WHEN known_before THEN ', although it had let the phone in before' ELSE '' END AS mind, CASE WHEN count(*) OVER part = 1 THEN 'once' ELSE count(*) OVER part || ' times' END AS times,
    'packet ' || packet AS locator, detail,
    CASE WHEN known_before AND cause_number IN (3, 6, 7, 8, 14) THEN 'medium' WHEN known_before AND cause_number IN (11, 12, 13, 15) THEN 'low' WHEN cause_number IN (3, 6, 7, 8) THEN 'low' ELSE 'info' END AS level,
    CASE WHEN known_before THEN 'medium' ELSE 'low' END AS confidence
FROM cell_events
WHERE event = 'reject' AND protected IS FALSE AND place <> 'unknown' AND cause_number IN (3, 6, 7, 8, 11, 12, 13, 14, 15)
WINDOW part AS (PARTITION BY evidence, plmn, message, cause_number, known_before)
QUALIFY row_number() OVER (PARTITION BY evidence, plmn, message, cause_number, known_before ORDER BY packet) = 1

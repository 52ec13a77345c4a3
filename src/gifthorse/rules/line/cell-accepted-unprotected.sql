/* ---
title = "A network let the phone in without protection"
question = "line"
category = "cellular"
level = "high"
confidence = "medium"
basis = "observed"
needs = ["cell_messages"]
says = "{network} answered with an unprotected {message} outside an emergency call."
advice = "Switch the phone's radio off here; note place and time and ask the operator. Install the maker's updates, for the phone should have refused."
because = "In 4G and 5G a network must prove that it has the SIM's key before it lets a phone in. One that does not prove it is not the SIM's."
falsepositives = ["Emergency calls without a SIM: left out where the log shows them.", "Test networks in a laboratory."]
limits = "Only where the message was logged as it went over the air."
references = ["3GPP TS 24.301, 4.4.4.2", "3GPP TS 24.501, 4.4.4.2"]
--- */
SELECT at_cell(plmn, cell) AS subject, 'connection' AS subject_kind, evidence, coalesce('Network ' || plmn, 'A network') AS network, message::VARCHAR AS message, 'packet ' || packet AS locator, detail,
    CASE WHEN emergency IS NULL THEN 'medium' ELSE 'high' END AS level
FROM cell_events
WHERE event = 'accepted-open' AND rat IN ('lte', 'nr') AND emergency IS NOT TRUE
QUALIFY row_number() OVER (PARTITION BY evidence, plmn, message ORDER BY packet) = 1

/* ---
title = "The network switched protection against changes off"
question = "line"
category = "cellular"
level = "high"
confidence = "high"
basis = "observed"
needs = ["cell_messages"]
says = "{network} ordered signalling without protection against changes ({integrity}) outside an emergency call{mind}."
advice = "Note the place and the time, ask the operator, and use the phone elsewhere or with its radio off until then."
because = "The standards allow it for emergency calls alone. Without it anyone can pretend to be the network."
falsepositives = ["Emergency calls without a SIM: left out where the log shows them.", "Test networks in a laboratory."]
limits = "Only where the order itself was logged."
references = ["3GPP TS 33.401, 5.1.4", "3GPP TS 24.301, 5.4.3"]
--- */
SELECT at_cell(plmn, cell) AS subject, 'connection' AS subject_kind, evidence, coalesce('Network ' || plmn, 'A network') AS network, integrity::VARCHAR AS integrity,
    CASE WHEN emergency IS NULL THEN ', as far as the log tells' ELSE '' END AS mind, 'packet ' || packet AS locator, detail,
    CASE WHEN emergency IS NULL THEN 'medium' ELSE 'high' END AS level, CASE WHEN emergency IS NULL THEN 'medium' ELSE 'high' END AS confidence
FROM cell_events
WHERE event = 'null-integrity' AND emergency IS NOT TRUE
QUALIFY row_number() OVER (PARTITION BY evidence, rat, layer, plmn, integrity, emergency IS NULL ORDER BY packet) = 1

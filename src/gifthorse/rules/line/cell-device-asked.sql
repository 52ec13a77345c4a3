/* ---
title = "The phone's serial number was asked for in the clear"
question = "line"
category = "cellular"
level = "medium"
confidence = "medium"
basis = "observed"
needs = ["cell_messages"]
says = "{network} asked for the phone's serial number ({identity}) before there was any protection, {times} in this log."
advice = "Note place and time and ask the operator; a phone that answers needs an update of its modem."
because = "The standards of 4G and 5G let a phone answer such a request only under protection. Whoever asks without is no proper network, or a careless one."
falsepositives = ["Emergency calls without a SIM: left out where the log shows them.", "2G and 3G, where it was ordinary: left out."]
limits = "Only where the request was logged as it went over the air."
references = ["3GPP TS 24.301, 4.4.4.2", "3GPP TS 24.501, 4.4.4.2"]
--- */
SELECT at_cell(plmn, cell) AS subject, 'connection' AS subject_kind, evidence, coalesce('Network ' || plmn, 'A network') AS network, upper(identity::VARCHAR) AS identity,
    CASE WHEN count(*) OVER part = 1 THEN 'once' ELSE count(*) OVER part || ' times' END AS times, 'packet ' || packet AS locator, detail
FROM cell_events
WHERE event = 'device-identity' AND rat IN ('lte', 'nr') AND protected IS FALSE AND emergency IS NOT TRUE
WINDOW part AS (PARTITION BY evidence, plmn, identity)
QUALIFY row_number() OVER (PARTITION BY evidence, plmn, identity ORDER BY packet) = 1

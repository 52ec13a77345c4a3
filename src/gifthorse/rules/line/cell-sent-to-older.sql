/* ---
title = "The phone was sent to an older network"
question = "line"
category = "cellular"
level = "high"
confidence = "medium"
basis = "observed"
needs = ["cell_messages"]
says = "{network} sent the phone from {from} to {to} {how}."
advice = "Forbid 2G in the phone's settings. Note place and time; if it happens again there, tell the operator."
because = "On 2G a phone cannot tell whether the network is real, and its encryption falls quickly. A real network sends a phone away after setting up protection; a false one cannot set it up."
falsepositives = ["Calls that 4G cannot carry: the phone asks to be sent away for them. Those are facts here, no suspicion.", "Networks that are being switched off and send phones away at once."]
limits = "Where the connection's beginning was not logged, whether there was protection is not known, and no more than a low finding is made of it."
references = ["3GPP TS 36.331, 5.3.8", "EFF Rayhunter, connection release to 2G"]
--- */
SELECT at_cell(plmn, cell) AS subject, 'connection' AS subject_kind, evidence, coalesce('Network ' || plmn, 'A network') AS network, generation(rat) AS "from", generation(redirect::VARCHAR) AS "to",
    CASE WHEN asked = 'extended service request' THEN 'for a call that the phone had asked for' WHEN secured IS NULL THEN 'in a connection whose beginning was not logged' WHEN secured THEN 'under protection'
        ELSE 'before there was any protection, in the same connection' END AS how, 'packet ' || packet AS locator, detail,
    CASE WHEN asked = 'extended service request' THEN 'info' WHEN secured IS NULL OR secured OR rat NOT IN ('lte', 'nr') THEN 'low' WHEN redirect = 'geran' THEN 'high' ELSE 'medium' END AS level,
    CASE WHEN secured IS NULL THEN 'low' ELSE 'medium' END AS confidence
FROM cell_events
WHERE event = 'sent-away' AND redirect IN ('geran', 'utra')
QUALIFY row_number() OVER (PARTITION BY evidence, plmn, redirect, asked = 'extended service request', secured ORDER BY packet) = 1

/* ---
title = "The phone told who it is in the clear"
question = "line"
category = "cellular"
level = "info"
confidence = "high"
basis = "observed"
needs = ["cell_messages"]
says = "The phone told {network} its {identity} {subscriber} without encryption, {times} in this log{mind}."
advice = "Nothing can be done about it in 4G and older networks. In 5G ask the operator for a SIM that conceals it."
because = "Whoever listens nearby learns which SIM or phone is there."
falsepositives = ["A phone that logs on for the first time, or after a long time, has to tell it: everyday in 2G to 4G."]
limits = ""
references = ["3GPP TS 33.501, 6.12"]
--- */
SELECT at_cell(plmn, cell) AS subject, 'connection' AS subject_kind, evidence, coalesce('network ' || plmn, 'a network') AS network, CASE identity WHEN 'suci-null' THEN 'SIM''s number (IMSI, in a SUCI that conceals nothing)' WHEN 'imsi' THEN 'SIM''s number (IMSI)' ELSE 'serial number (' || upper(identity::VARCHAR) || ')' END AS identity,
    private(subscriber) AS subscriber, CASE WHEN count(*) OVER part = 1 THEN 'once' ELSE count(*) OVER part || ' times' END AS times,
    CASE identity WHEN 'suci-null' THEN ', though 5G can conceal it' ELSE '' END AS mind, 'packet ' || packet AS locator, '' AS detail, CASE identity WHEN 'suci-null' THEN 'low' ELSE 'info' END AS level
FROM cell_events
WHERE event = 'subscriber-told'
WINDOW part AS (PARTITION BY evidence, identity, subscriber)
QUALIFY row_number() OVER (PARTITION BY evidence, identity, subscriber ORDER BY packet) = 1

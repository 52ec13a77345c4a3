-- What was heard in logs of the radio network, question by question. No judgement: a level is given by a rule alone.

-- What a cipher or a protection against changes is, for who does not know its name. Those with 0 do nothing.
CREATE OR REPLACE TEMP MACRO algorithm(name) AS name || CASE
    WHEN name IN ('A5/1', 'A5/2', 'GEA1', 'GEA2') THEN ', which can be broken' WHEN regexp_matches(name, '0$') THEN ''
    WHEN name IN ('EEA1', 'EIA1', 'NEA1', 'NIA1', 'UEA2', 'UIA2') THEN ' (SNOW 3G)' WHEN name IN ('EEA2', 'EIA2', 'NEA2', 'NIA2') THEN ' (AES)'
    WHEN name IN ('EEA3', 'EIA3', 'NEA3', 'NIA3') THEN ' (ZUC)' WHEN name IN ('UEA1', 'UIA1', 'A5/3', 'A5/4', 'GEA3', 'GEA4') THEN ' (KASUMI)' ELSE '' END;
CREATE OR REPLACE TEMP MACRO far_end(layer) AS CASE layer WHEN 'nas' THEN 'to the core network' ELSE 'to the base station' END;
CREATE OR REPLACE TEMP MACRO identity_name(identity) AS CASE identity
    WHEN 'imsi' THEN 'the SIM''s number (IMSI)' WHEN 'imei' THEN 'the phone''s serial number (IMEI)' WHEN 'imeisv' THEN 'the phone''s serial number (IMEISV)'
    WHEN 'suci' THEN 'the SIM''s number, concealed (SUCI)' WHEN 'suci-null' THEN 'the SIM''s number (in a SUCI that conceals nothing)' ELSE 'its ' || identity END;

-- One row a log, a question and what was heard; `bare` where nothing protected or concealed it.
CREATE OR REPLACE TEMP VIEW heard_on_air AS
WITH messages AS (SELECT *, generation(rat) AS kind FROM cell_messages WHERE twin IS NULL),
events AS (SELECT *, generation(rat) AS kind, coalesce(', cell ' || cell, '') AS cell_name FROM cell_events),
told AS (
    SELECT evidence, 'encryption' AS question, kind || ', ' || far_end(layer) || CASE WHEN regexp_matches(cipher, '0$') THEN ': no encryption was ordered, ' ELSE ': encrypted with ' END || algorithm(cipher) AS says,
        regexp_matches(cipher, '0$') AS bare, NULL AS subscriber FROM messages WHERE cipher IS NOT NULL
    UNION ALL
    SELECT evidence, 'encryption', kind || ', ' || far_end(layer) || CASE WHEN regexp_matches(integrity, '0$') THEN ': no protection against changes was ordered, ' ELSE ': protected against changes with ' END || algorithm(integrity),
        regexp_matches(integrity, '0$'), NULL FROM messages WHERE integrity IS NOT NULL
    UNION ALL
    SELECT evidence, 'encryption', kind || ': the phone refused to set up security' || coalesce(': ' || cause, ''), false, NULL FROM events WHERE event = 'capabilities'
    UNION ALL
    SELECT evidence, 'identity', kind || ': the network asked for ' || identity_name(identity)
        || CASE WHEN protection = 'none' THEN ', without protection' WHEN protection IS NULL THEN '' ELSE ', under protection' END, coalesce(protection = 'none', false), NULL
    FROM messages WHERE message = 'identity request' AND identity IS NOT NULL
    UNION ALL
    SELECT evidence, 'identity', kind || ': the phone told in the clear ' || identity_name(identity), true, subscriber FROM events WHERE event = 'subscriber-told'
    UNION ALL
    SELECT m.evidence, 'identity', m.kind || ': a phone was called by the number of its SIM (IMSI)', true, m.subscriber FROM messages m WHERE m.message = 'paging' AND m.identity = 'imsi'
    UNION ALL
    SELECT evidence, 'downgrade', kind || ': sent to ' || generation(redirect) || CASE WHEN asked = 'extended service request' THEN ', for a call'
        WHEN place = 'secured' THEN ', once protected' WHEN place = 'begun' THEN ', before there was any protection' ELSE '' END, coalesce(place = 'begun', false), NULL
    FROM events WHERE event = 'sent-away'
    UNION ALL
    SELECT evidence, 'downgrade', kind || ': the network refused the phone' || coalesce(' (' || cause || ')', '') || CASE WHEN protected IS FALSE THEN ', without protection' ELSE '' END, coalesce(NOT protected, false), NULL
    FROM events WHERE event = 'reject'
    UNION ALL
    SELECT evidence, CASE WHEN event IN ('two-areas', 'lonely-area') THEN 'areas' WHEN event = 'silent-calls' THEN 'paging' ELSE 'neighbours' END, kind || cell_name || ': ' || detail, false, NULL
    FROM events WHERE event IN ('prefers-older', 'no-neighbours', 'bare-cell', 'two-areas', 'lonely-area', 'silent-calls')
    UNION ALL
    SELECT evidence, 'authentication', kind || ': the SIM answered the network''s challenge', false, NULL FROM messages WHERE message IN ('authentication response', 'authentication and ciphering response')
    UNION ALL
    SELECT evidence, 'authentication', kind || ': ' || message || coalesce(' (' || cause || ')', ''), false, NULL FROM events WHERE event = 'authentication'
    UNION ALL
    SELECT evidence, 'authentication', kind || ': the network let the phone in without protection', true, NULL FROM events WHERE event = 'accepted-open'
)
SELECT evidence, question, says, bare, subscriber, count(*) AS times FROM told WHERE says IS NOT NULL GROUP BY ALL;

-- One row a log and a network in it.
CREATE OR REPLACE TEMP VIEW networks_heard AS
SELECT evidence, plmn, listing(list_sort(list(DISTINCT generation(rat)))) AS kinds, count(DISTINCT cell) AS cells
FROM cell_messages WHERE plmn IS NOT NULL AND cell IS NOT NULL GROUP BY evidence, plmn;

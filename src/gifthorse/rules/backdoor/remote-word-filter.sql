/* ---
title = "An app compares what you read or write with a list of words that a server sends"
question = "backdoor"
category = "remote-filter"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["apps", "methods", "calls", "reach", "api_uses"]
says = "{package} compares text with a word list ({method_name}), fetches data from the network{source}, and {acts}."
advice = "Ask the maker what the list holds, and who changes it."
because = "A list that is changed from afar decides what may be shown or is reported. It may filter advertisements today and opinions tomorrow."
falsepositives = ["Advertisement and swear-word filters, which work alike. In 2021 the same code in Xiaomi's apps was called censorship by one authority and an advertisement filter by another."]
limits = "Recognised by the names of methods and strings, which an obfuscator hides; that the downloaded list is the one compared is a likeness, not a proof."
references = ["NCSC Lithuania, 2021: MiAdBlacklistConfig", "BSI, 2022: no censorship found"]
--- */
WITH named AS MATERIALIZED (
    SELECT evidence, method, class, name FROM methods
    WHERE flags IS NOT NULL AND code_units > 0 AND strlen(name) >= 9
      AND regexp_matches(name, '(?i)^(contains?|has|is|match(es)?|check|filter|find|hits?)[a-z0-9_]*(black|forbid(den)?|sensitive?|bann?(ed)?|illegal|blocked)_?(key)?(words?|text|content|title)(list)?$')
),
texts AS MATERIALIZED (  -- one look at all texts for both that follow
    SELECT evidence, method, value FROM string_uses
    WHERE strlen(value) >= 8 AND regexp_matches(value, '(?i)block(ed)? by |(black|forbidden|sensitive|banned|illegal|blocked)[ _-]{0,2}(key|word|list|title|content)')
),
filters AS (
    SELECT evidence, any_value(class || '.' || name ORDER BY class, name) AS method_name, bool_or(used) AS used
    FROM (
        SELECT n.evidence, n.class, n.name, false AS used FROM named n
        UNION ALL
        SELECT n.evidence, n.class, n.name, true FROM named n JOIN calls c ON c.evidence = n.evidence AND c.callee = n.method
        UNION ALL  -- where names were shortened, what the code writes into its log still tells
        SELECT m.evidence, m.class, m.name, true
        FROM texts t JOIN methods m ON m.evidence = t.evidence AND m.method = t.method
        WHERE regexp_matches(t.value, '(?i)block(ed)? by [a-z ]*words?\b|(hit|match|contain)(s|ed)?[ _]?(black|forbidden|sensitive|banned|illegal)[ _]?(key)?words?\b')
    )
    GROUP BY evidence
),
listed AS (
    SELECT evidence, any_value(value ORDER BY contains(value, ' '), value) AS value FROM texts
    WHERE regexp_matches(value, '(?i)(black|forbidden|sensitive|banned|blocked)_?-?(word|key|list|title|content)') AND length(value) < 200 GROUP BY evidence
)
SELECT
    p.package AS subject, p.evidence, p.package, f.method_name, f.method_name AS locator, l.value AS detail,
    CASE WHEN l.value LIKE 'http%' THEN ' (' || l.value || ')' ELSE ' (' || l.value || ')' END AS source,
    CASE WHEN reports THEN 'reports what matches' ELSE 'acts on what matches' END AS acts,
    CASE WHEN reads AND reports THEN 'high' WHEN reads THEN 'medium' ELSE 'low' END AS level, CASE WHEN reads AND reports THEN 'medium' ELSE 'low' END AS confidence
FROM filters f
JOIN listed l USING (evidence)
JOIN (
    SELECT p.*,
        p.evidence IN (SELECT evidence FROM reach WHERE entry IN ('notification-listener', 'accessibility', 'sms', 'input-method')) AS reads,
        p.evidence IN (SELECT evidence FROM reach WHERE entry IN ('notification-listener', 'accessibility', 'sms', 'input-method') AND category = 'net-send') AS reports
    FROM app_power p
) p USING (evidence)
WHERE f.used AND p.evidence IN (SELECT evidence FROM api_uses WHERE category = 'net-open' AND reached)

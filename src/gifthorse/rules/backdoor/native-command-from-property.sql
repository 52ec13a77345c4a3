/* ---
title = "A native program runs what a property or a shared file says"
question = "backdoor"
category = "remote-command"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["native_uses", "libraries"]
says = "{path}{starter} runs the command that {source} holds{user}."
advice = "Ask the maker what that is for; look what may set it."
because = "A command that is kept in a property waits for whoever may write it: a system app, adb, or an app where the policy is lax."
falsepositives = ["Factory programs that run a test named by a property."]
limits = "Which programs may set the property is not known. High where the file can be written by any app or over adb."
references = ["CWE-78"]
--- */
SELECT
    o.path AS subject, 'file' AS subject_kind, o.evidence, o.path, printf('0x%x', o.address) AS locator, o.callee || ': ' || array_to_string(o.sources, ', ') AS detail,
    coalesce(', ' || d.by || ',', '') AS starter, coalesce(' as ' || d."user", '') AS "user",
    CASE WHEN starts_with(o.source, 'property:') THEN 'the property ' || substr(o.source, 10) ELSE 'the file ' || substr(o.source, 6) END AS source,
    CASE
        WHEN starts_with(o.source, 'property:') THEN CASE WHEN d.by IS NOT NULL AND d."user" IN ('root', 'system') THEN 'medium' ELSE 'low' END
        WHEN d.by IS NOT NULL AND place_kind(substr(o.source, 6)) IN ('shared', 'shell') THEN 'high' ELSE 'medium'
    END AS level
FROM (
    SELECT *, list_filter(sources, lambda s: regexp_matches(s, '^property:(persist|sys|debug|vendor|service|dev|log|[a-z]+)\.')
        AND NOT starts_with(s, 'property:ro.') OR (starts_with(s, 'file:') AND place_kind(substr(s, 6)) IN ('shared', 'shell')))[1] AS source
    FROM native_orders WHERE runs AND clear AND connection IS NULL AND format IS NULL AND hops <= 1
) o
LEFT JOIN daemons d USING (evidence)
WHERE o.source IS NOT NULL AND coalesce(d.known_from, '') <> 'aosp'
QUALIFY row_number() OVER (PARTITION BY o.evidence ORDER BY level = 'low', o.address) = 1

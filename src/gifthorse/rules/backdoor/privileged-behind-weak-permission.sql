/* ---
title = "A powerful door is locked with a permission that any app gets"
question = "backdoor"
category = "exposed-privilege"
level = "medium"
confidence = "medium"
basis = "configured"
needs = ["apps", "exposure", "reach", "permissions_declared", "api_uses"]
says = "{package} guards {door} with {permission}, which {weakness}; behind it lies {callee}, {rights}."
advice = "Tell the maker: the permission must have the level signature."
because = "A lock whose key is handed to everybody who asks protects nothing, and looks in a review as if it did."
falsepositives = ["Doors that check the caller again in a way the analysis does not recognise."]
limits = "A permission that nobody on the read phone declares may be declared by an app that could not be read."
references = ["CWE-280", "FirmScope, USENIX Security 2020"]
--- */
SELECT
    package AS subject, evidence, package, rights, door, permission, callee, caller || ':' || pc AS locator, steps(path) AS detail,
    CASE WHEN declared THEN 'every app gets for the asking' ELSE 'no app that was read declares, so any app can declare it for itself' END AS weakness,
    CASE WHEN power >= 3 AND declared THEN 'medium' ELSE 'low' END AS level
FROM (
    SELECT w.*, d.permission, d.permission IN (SELECT name FROM permissions_declared) OR d.permission IN (SELECT name FROM permissions) AS declared
    FROM ways w JOIN doors d ON d.evidence = w.evidence AND d.target = w.component
    WHERE w.category IN ('exec', 'code-load', 'wipe', 'recovery', 'permission-grant', 'adb') AND w.api NOT IN ('exec.getprop', 'code-load.package-context')
      AND d.permission IS NOT NULL AND d.rank = 1 AND w.power >= 2 AND w.certainty = 'direct'
      AND w.entry IN ('receiver', 'service', 'provider', 'binder', 'activity') AND NOT caller_checked(w.guards) AND NOT w.in_library
    QUALIFY row_number() OVER (PARTITION BY w.evidence ORDER BY w.hops, w.method, w.pc) = 1
)

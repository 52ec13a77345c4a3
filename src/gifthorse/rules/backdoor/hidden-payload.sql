/* ---
title = "An app decrypts code out of itself and runs it"
question = "backdoor"
category = "code-loading"
level = "low"
confidence = "medium"
basis = "capability"
needs = ["apps", "origins", "reach", "api_uses"]
says = "{package} decrypts a part of itself and runs it as code, so its real behaviour cannot be read: {callee}."
advice = "Ask why a part of the app is hidden; treat everything said about this app as incomplete."
because = "Packers protect against copying, and droppers hide their load in the same way. What lies inside was not examined."
falsepositives = ["Commercial packers and copy protection, common in games and banking apps."]
limits = "A packer that decrypts in native code is not seen."
references = ["APKiD packer rules", "Cosiloon, 2018"]
--- */
SELECT
    package AS subject, evidence, package, callee, CASE WHEN power >= 2 THEN 'medium' ELSE 'low' END AS level,
    caller || ':' || pc AS locator, steps(path) AS detail
FROM (
    SELECT o.*, p.power, u.caller, u.callee
    FROM origins o JOIN app_power p USING (evidence)
    JOIN api_uses u ON u.evidence = o.evidence AND u.method = o.method AND u.pc = o.pc AND u.api = o.api
    WHERE o.category = 'code-load' AND o.origin IN ('asset', 'resource') AND NOT u.in_library
      AND o.evidence IN (SELECT evidence FROM api_uses WHERE category = 'crypto' AND NOT in_library)
    QUALIFY row_number() OVER (PARTITION BY o.evidence ORDER BY len(o.path), o.method, o.pc) = 1
)

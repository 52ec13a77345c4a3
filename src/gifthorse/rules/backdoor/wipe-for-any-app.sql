/* ---
title = "Any app can erase the phone or replace its system"
question = "backdoor"
category = "exposed-privilege"
level = "high"
confidence = "medium"
basis = "capability"
needs = ["apps", "components", "exposure", "reach", "api_uses"]
says = "Any app on the phone can make {package} {deed}: {door} leads to {callee} {way}, and nobody is asked."
advice = "Keep a backup; disable the app if you can."
because = "Everything on the phone can be lost, or its system replaced, by one message of an app that has no permission at all."
falsepositives = ["A screen that asks on the way in a form the analysis does not recognise."]
limits = "Screens are counted only where they act without a touch; the analysis sees the path, not the state the app must be in. Ways that pass through another component or a callback are low: they may be taken for another occasion alone. A receiver that code registers is open only while that code runs: medium."
references = ["CWE-926", "CVE-2013-6272 class"]
--- */
SELECT
    package AS subject, evidence, package, coalesce(door, component) AS door, callee, calls_away(hops) AS way,
    CASE category WHEN 'wipe' THEN 'erase everything on it' ELSE 'replace its system' END AS deed,
    CASE WHEN certainty <> 'direct' THEN 'low'
        WHEN entry = 'receiver' AND NOT EXISTS (SELECT 1 FROM components c WHERE c.evidence = ways.evidence AND c.target = ways.component) THEN 'medium'
        WHEN entry <> 'activity' THEN 'high' ELSE 'medium' END AS level,
    CASE WHEN certainty <> 'direct' THEN 'low' ELSE 'high' END AS confidence,
    caller || ':' || pc AS locator, steps(path) AS detail
FROM ways
WHERE api IN ('wipe.policy', 'wipe.recovery', 'wipe.broadcast', 'wipe.command', 'recovery.install') AND door_rank <= 1 AND power >= 2
  AND entry IN ('receiver', 'service', 'provider', 'binder', 'activity') AND NOT caller_checked(guards) AND NOT content_checked(guards)
  AND NOT in_library AND hops <= 6
QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY entry = 'activity', certainty, hops, method, pc) = 1

/* ---
title = "Any app can restart the phone"
question = "backdoor"
category = "exposed-privilege"
level = "low"
confidence = "medium"
basis = "capability"
needs = ["apps", "exposure", "reach", "api_uses"]
says = "Any app on the phone can make {package} restart or switch off the phone: {door} leads to {callee} {way}."
advice = "Tell the maker; a phone that restarts by itself may have this reason."
because = "A phone that any app can switch off is no help in an emergency, but nothing leaks."
falsepositives = ["Screens that ask before they restart."]
limits = "The state that the app must be in is not considered."
references = ["CWE-926"]
--- */
SELECT
    package AS subject, evidence, package, coalesce(door, component) AS door, callee, calls_away(hops) AS way, caller || ':' || pc AS locator, steps(path) AS detail
FROM ways
WHERE api IN ('reboot.reboot', 'reboot.command') AND door_rank <= 1 AND power >= 2 AND entry IN ('receiver', 'service', 'provider', 'binder')
  AND NOT caller_checked(guards) AND NOT content_checked(guards) AND NOT in_library AND certainty = 'direct'
QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY hops, method, pc) = 1

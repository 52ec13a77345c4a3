/* ---
title = "Any app can have calls placed"
question = "backdoor"
category = "exposed-privilege"
level = "medium"
confidence = "high"
basis = "capability"
needs = ["apps", "exposure", "origins", "permissions_used", "intent_filters", "api_uses"]
says = "Any app on the phone can have {package} call a number of its choice without the user: what is sent to {door} ({what}) reaches {callee}{others}."
advice = "Watch the phone bill; disable the app if you do not need it."
because = "Calls cost money, and whoever is called hears what is said near the phone. Android asks before an app may place them. This door does not."
falsepositives = ["A contact or shortcut that calls when it is tapped, where the tap is not connected with the call."]
limits = "Only apps with the permission to place calls. Showing the dialler with a number is not counted: there the user decides. Low where the app did not come with the phone, and where the way is not certain. The phone's own telephone apps, which serve calls, are not counted."
references = ["CWE-926"]
--- */
SELECT
    package AS subject, evidence, package, coalesce(door, component) AS door, callee,
    CASE WHEN power >= 1 AND proven THEN 'medium' ELSE 'low' END AS level, CASE WHEN proven THEN 'high' ELSE 'medium' END AS confidence,
    told_by(origin, detail) AS what, caller || ':' || pc AS locator, steps(path) AS detail,
    more_ways(places) AS others
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places
    FROM decided_outside
    WHERE api IN ('call.intent', 'call.place') AND argument = 'destination' AND source = 'any app'
      AND (uid IN ('system', 'phone') OR evidence IN (
        SELECT evidence FROM permissions_used WHERE name IN ('android.permission.CALL_PHONE', 'android.permission.CALL_PRIVILEGED')))
      -- What places calls for the whole phone asks in its own ways who may have one placed.
      AND evidence NOT IN (SELECT evidence FROM intent_filters WHERE action IN ('android.intent.action.CALL', 'android.telecom.ConnectionService'))
      AND NOT caller_checked(guards) AND NOT content_checked(guards) AND NOT in_library
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY proven DESC, len(path), method, pc) = 1
)

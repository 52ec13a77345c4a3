/* ---
title = "Any app can have text messages sent"
question = "backdoor"
category = "exposed-privilege"
level = "medium"
confidence = "high"
basis = "capability"
needs = ["apps", "exposure", "origins", "api_uses"]
says = "Any app on the phone can have {package} send a text message: what is sent to {door} ({what}) decides its {role}{others}."
advice = "Watch the phone bill; disable the app if you do not need it."
because = "Text messages cost money and confirm payments; Android asks before an app may send them. This door does not."
falsepositives = ["A door that only answers incoming calls with a message."]
limits = "High only where one door decides both number and text. Calls that are placed are counted only when no dialler screen is shown."
references = ["CWE-926", "Kryptowire, DEF CON 26, section 4"]
--- */
SELECT
    package AS subject, evidence, package, coalesce(door, component) AS door,
    CASE WHEN both_parts AND proven THEN 'high' ELSE 'medium' END AS level, CASE WHEN proven THEN 'high' ELSE 'medium' END AS confidence,
    argument AS role, told_by(origin, detail) AS what, caller || ':' || pc AS locator, steps(path) AS detail,
    more_ways(places) AS others
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places, count(DISTINCT argument) OVER (PARTITION BY evidence, door) > 1 AS both_parts
    FROM decided_outside
    WHERE category = 'sms-send' AND argument IN ('destination', 'body') AND source = 'any app'
      AND NOT caller_checked(guards) AND NOT content_checked(guards) AND NOT in_library
      AND evidence NOT IN (SELECT evidence FROM intent_filters WHERE action = 'android.provider.Telephony.SMS_DELIVER')
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY proven DESC, len(path), method, pc) = 1
)

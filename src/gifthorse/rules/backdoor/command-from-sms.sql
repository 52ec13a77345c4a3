/* ---
title = "An app runs commands that arrive in a message"
question = "backdoor"
category = "remote-command"
level = "critical"
confidence = "high"
basis = "capability"
needs = ["origins", "api_uses"]
says = "{package} runs {rights} what {message} says: its text reaches {callee}{others}."
advice = "Take out the SIM, disable the app, and do not use the phone until its maker has explained it."
because = "Whoever knows the phone's number can run programs on it without touching it."
falsepositives = ["An app that compares the message with fixed words and runs fixed commands, where the comparison is not recognised."]
limits = "Messages are those of the SMS, whether they are caught on arrival or read from the store, and what notifications say."
references = ["Guerrilla / Lemon Group and Triada modules: SMS-operated plug-ins, 2023"]
--- */
SELECT
    package AS subject, evidence, package, rights,
    CASE WHEN long_way(path) THEN 'medium' WHEN power >= 1 THEN 'critical' ELSE 'high' END AS level, CASE WHEN proven THEN 'high' ELSE 'medium' END AS confidence,
    CASE WHEN origin = 'messages' AND regexp_matches(detail, 'Notification') THEN 'a notification' WHEN origin = 'messages' THEN 'a stored text message' ELSE 'a text message' END AS message,
    callee, caller || ':' || pc AS locator, steps(path) AS detail,
    more_ways(places) AS others
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places
    FROM decided_outside
    WHERE category = 'exec' AND argument = 'command' AND source = 'sms' AND NOT content_checked(guards)
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY proven DESC, len(path), method, pc) = 1
)

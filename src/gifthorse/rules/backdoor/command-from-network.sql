/* ---
title = "An app runs commands that arrive over the network"
question = "backdoor"
category = "remote-command"
level = "critical"
confidence = "high"
basis = "capability"
needs = ["origins", "api_uses"]
says = "{package} runs {rights} {deed}: {what} reaches {callee}{others}."
advice = "Take the phone off every network and disable the app."
because = "A server, or whoever stands on the line to it, can run programs on the phone at any time."
falsepositives = ["Remote-control and developer tools that the user installed for exactly this.", "An update tool that takes only an option, not the command, from the server."]
limits = "Which part of the command line the server decides is told apart only where a file tool is started without a shell: then medium; installing is judged by other rules. Apps the user installed are one level lower."
references = ["Triada, Guerrilla, BADBOX: command modules", "UNISOC CVE-2022-27250"]
--- */
SELECT
    package AS subject, evidence, package, rights,
    CASE WHEN program IS NULL THEN 'commands that come from the network' ELSE program || ' with an argument that comes from the network' END AS deed,
    CASE WHEN long_way(path) OR program IS NOT NULL THEN 'medium' WHEN power >= 1 THEN 'critical' ELSE 'high' END AS level, CASE WHEN proven THEN 'high' ELSE 'medium' END AS confidence,
    CASE origin WHEN 'socket' THEN 'what a connected computer sends' WHEN 'push' THEN 'a push message' ELSE 'a server''s answer' END
        || coalesce(' (' || detail || ')', '') AS what,
    callee, caller || ':' || pc AS locator, steps(path) AS detail,
    more_ways(places) AS others
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places
    FROM decided_outside LEFT JOIN argument_only USING (evidence, method, pc)
    WHERE category = 'exec' AND argument = 'command' AND (evidence, method, pc) NOT IN (SELECT (evidence, method, pc) FROM harmless) AND source IN ('http', 'socket', 'push')
      AND NOT content_checked(guards) AND NOT caller_checked(guards) AND NOT in_library AND coalesce(program, '') <> 'pm'
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY program IS NOT NULL, proven DESC, len(path), method, pc) = 1
)

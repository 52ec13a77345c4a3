/* ---
title = "An app runs commands that any other app hands it"
question = "backdoor"
category = "remote-command"
level = "critical"
confidence = "high"
basis = "capability"
needs = ["apps", "exposure", "origins", "api_uses"]
says = "Any app on the phone can have {package} {deed} {rights}: what is sent to {door} ({what}) reaches {callee}{others}."
advice = "Disable or remove the app and do not use the phone for anything that matters until its maker has explained it."
because = "An app without any permission, a game for instance, can act through this door with rights that Android never gave it: install, read, switch off, erase. Nothing checks who asks."
falsepositives = ["A check of the caller that is made in native code or in a way the analysis does not know."]
limits = "Follows values through the app's own code; commands handed to another process over binder are seen only on the receiving side. The level follows the rights: system and phone identity critical, privileged apps high, others, and ways through more than eight methods, medium. So are file tools that are started without a shell: there only an argument comes from outside."
references = ["CVE-2017-9957 class: Kryptowire, DEF CON 26, sections 4.4-4.6 (Adups sysoper, Asus splendidcommandagent, Oppo dropboxchmod)"]
--- */
SELECT
    package AS subject, evidence, package, rights, coalesce(door, component) AS door,
    CASE WHEN program IS NULL THEN 'run commands' ELSE 'run ' || program || ' with an argument of its choice' END AS deed,
    CASE WHEN long_way(path) OR program IS NOT NULL THEN 'medium' WHEN power >= 3 THEN 'critical' WHEN power = 2 THEN 'high' ELSE 'medium' END AS level,
    CASE WHEN proven AND NOT long_way(path) THEN 'high' ELSE 'medium' END AS confidence,
    told_by(origin, detail) AS what, callee, caller || ':' || pc AS locator, steps(path) AS detail,
    more_ways(places) AS others
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places
    FROM decided_outside LEFT JOIN argument_only USING (evidence, method, pc)
    WHERE category = 'exec' AND argument = 'command' AND (evidence, method, pc) NOT IN (SELECT (evidence, method, pc) FROM harmless) AND source = 'any app' AND NOT caller_checked(guards)
      AND NOT content_checked(guards) AND NOT in_library AND coalesce(program, '') <> 'pm'
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY program IS NOT NULL, proven DESC, len(path), method, pc) = 1
)

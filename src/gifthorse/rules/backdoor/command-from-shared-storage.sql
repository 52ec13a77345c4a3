/* ---
title = "An app runs commands from a file that other apps can write"
question = "backdoor"
category = "remote-command"
level = "high"
confidence = "high"
basis = "capability"
needs = ["origins", "api_uses"]
says = "{package} {deed} {place} {rights}, where other apps and whoever holds the cable or the card can put a file: {callee}{others}."
advice = "Ask the maker what the file is for, and keep unknown apps and cards off the phone until it is gone."
because = "A script in a place open to all is a door without a lock: whoever may write there has the app's rights."
falsepositives = ["Factory test tools that a maker forgot to remove. They are as dangerous."]
limits = "Folders are recognised by the methods and constants that name them. A file that is only named in a command, to be moved, listed or written, does not count."
references = ["CERT DRD19: do not load code from external storage"]
--- */
SELECT
    package AS subject, evidence, package, rights, callee, replace(coalesce(detail, 'the shared storage'), 'file in ', 'a file in ') AS place,
    CASE program WHEN 'pm' THEN 'installs without asking the app that lies in' ELSE 'runs what is written in' END AS deed,
    CASE WHEN power >= 3 THEN 'high' WHEN power >= 1 THEN 'medium' ELSE 'low' END AS level,
    CASE WHEN proven THEN 'high' ELSE 'medium' END AS confidence, caller || ':' || pc AS locator, steps(path) AS detail,
    more_ways(places) AS others
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places
    FROM decided_outside LEFT JOIN argument_only USING (evidence, method, pc)
    WHERE category = 'exec' AND argument = 'command' AND source = 'shared file' AND regexp_matches(detail, '^(file in |/|[{])')
      AND NOT content_checked(guards) AND NOT caller_checked(guards) AND NOT in_library
      AND coalesce(program, 'pm') = 'pm' AND (evidence, method, pc) NOT IN (SELECT (evidence, method, pc) FROM harmless)
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY program IS NOT NULL, proven DESC, len(path), method, pc) = 1
)

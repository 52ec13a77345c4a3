/* ---
title = "Any app decides where a powerful app writes a file"
question = "backdoor"
category = "exposed-privilege"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["apps", "exposure", "origins", "api_uses"]
says = "Any app on the phone decides which file {package} {deed} {rights}: what is sent to {door} ({what}) reaches {callee}{others}."
advice = "Ask the maker to confine the door to its own folder."
because = "With a path like ../../ such a door overwrites files of the system's own apps, or makes logs readable to everybody."
falsepositives = ["Paths that are checked or shortened to a file name, where the check is not recognised."]
limits = "High is never given: what is written is not followed. Deleting and reading are low, as the name may have been cleaned on the way. A path that is compared after its detours were taken out is not counted."
references = ["LG gnsslogcat: Kryptowire, DEF CON 26, section 5.1", "CWE-22"]
--- */
SELECT
    package AS subject, evidence, package, rights, coalesce(door, component) AS door, callee,
    CASE api WHEN 'file-write.delete' THEN 'deletes' WHEN 'file-write.descriptor' THEN 'opens for it to write' WHEN 'file-read.descriptor' THEN 'opens for it to read' ELSE 'writes' END AS deed,
    CASE WHEN power >= 3 AND proven AND NOT long_way(path) AND api NOT IN ('file-write.delete', 'file-read.descriptor') THEN 'medium' ELSE 'low' END AS level, CASE WHEN proven THEN 'medium' ELSE 'low' END AS confidence,
    told_by(origin, detail) AS what, caller || ':' || pc AS locator, steps(path) AS detail,
    more_ways(places) AS others
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places
    FROM decided_outside
    WHERE api IN ('file-write.stream', 'file-write.world', 'file-write.delete', 'file-write.descriptor', 'file-read.descriptor') AND argument = 'path' AND source = 'any app'
      AND power >= 3 AND NOT caller_checked(guards) AND NOT content_checked(guards) AND NOT list_contains(coalesce(guards, []), 'path-checked') AND NOT in_library
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY api IN ('file-write.delete', 'file-read.descriptor'), proven DESC, len(path), method, pc) = 1
)

/* ---
title = "Any app can have another app installed"
question = "backdoor"
category = "silent-install"
level = "critical"
confidence = "high"
basis = "capability"
needs = ["apps", "exposure", "origins", "api_uses"]
says = "Any app on the phone can have {package} install a file of its choice {rights} without the user: what is sent to {door} ({what}) reaches {callee}{others}."
advice = "Disable the app."
because = "A harmless-looking app can bring in another one with any permission, past every question that Android would ask."
falsepositives = ["An installer that asks the user on a screen the analysis does not connect with the installation."]
limits = "Apps without the right to install are not counted: Android asks before each of their installations. Starting Android's own installer screen is not counted: there the user decides. Critical with a system identity, high for other privileged apps, medium where the way has more than eight steps."
references = ["Kryptowire, DEF CON 26", "CWE-926"]
--- */
SELECT
    package AS subject, evidence, package, rights, coalesce(door, component) AS door, callee,
    CASE WHEN long_way(path) THEN 'medium' WHEN power >= 3 THEN 'critical' WHEN power = 2 THEN 'high' ELSE 'medium' END AS level, CASE WHEN proven AND NOT long_way(path) THEN 'high' ELSE 'medium' END AS confidence,
    told_by(origin, detail) AS what, caller || ':' || pc AS locator, steps(path) AS detail,
    more_ways(places) AS others
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places
    FROM decided_outside
    WHERE category = 'install' AND api IN ('install.silent', 'install.session', 'install.session-data', 'install.session-file', 'install.command')
      AND source = 'any app' AND NOT caller_checked(guards) AND NOT content_checked(guards) AND NOT in_library
      AND evidence IN (SELECT evidence FROM silent_installers)
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY proven DESC, len(path), method, pc) = 1
)

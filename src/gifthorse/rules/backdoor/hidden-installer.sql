/* ---
title = "A faceless app of the system installs apps by itself"
question = "backdoor"
category = "silent-install"
level = "high"
confidence = "high"
basis = "capability"
needs = ["apps", "reach", "api_uses", "origins"]
says = "{package} has no icon, runs {rights}, is started by {starts}, goes to the network and installs apps without asking: {callee}{command}."
advice = "Disable the app, look at which apps came after the phone was set up, and ask the maker what it may install and for whom."
because = "What is put on the phone is decided by a server. An app that nobody can see, that starts by itself and needs no consent is how unwanted and hostile apps come to phones that were clean when sold."
falsepositives = ["The maker's own set-up or store helper that works for a visible store app.", "Carrier configuration services that install one fixed package."]
limits = "That the installed file is the one that was downloaded is not required here; install-downloaded says so where it could be followed."
references = ["com.data.acquisition on BLU phones", "Gigaset / Redstone, 2021", "RottenSys, 2018"]
--- */
WITH command AS (
    SELECT evidence, method, pc, any_value(detail ORDER BY detail) AS command
    FROM origins
    WHERE category IN ('exec', 'install') AND origin = 'constant' AND regexp_matches(detail, '\bpm\s+(-\S+\s+)*install\b')
    GROUP BY ALL
),
networked AS (
    SELECT evidence FROM api_uses WHERE category = 'net-open' AND reached GROUP BY evidence
)
SELECT
    w.package AS subject, w.evidence, w.package, w.rights, w.callee, w.caller || ':' || w.pc AS locator, steps(w.path) AS detail,
    CASE w.entry WHEN 'boot' THEN 'the start of the phone' WHEN 'receiver' THEN 'events of the phone' WHEN 'push' THEN 'messages from a server'
        WHEN 'sms' THEN 'text messages' ELSE 'a timer' END AS starts,
    coalesce(' runs ' || c.command, '') AS command,
    CASE WHEN w.certainty = 'direct' OR c.command IS NOT NULL THEN 'high' ELSE 'medium' END AS confidence
FROM ways w
LEFT JOIN command c ON c.evidence = w.evidence AND c.method = w.method AND c.pc = w.pc
WHERE w.api IN ('install.silent', 'install.command') AND w.entry IN ('boot', 'receiver', 'push', 'sms', 'job', 'alarm')
  AND NOT w.has_launcher AND w.partition IS NOT NULL AND w.power >= 3 AND NOT w.in_library
  AND w.evidence IN (SELECT evidence FROM networked) AND NOT content_checked(w.guards) AND NOT caller_checked(w.guards)
QUALIFY row_number() OVER (PARTITION BY w.evidence ORDER BY c.command IS NULL, w.certainty, w.hops, w.method, w.pc) = 1

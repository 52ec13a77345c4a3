/* ---
title = "An app installs what it downloads by itself, after a check"
question = "backdoor"
category = "silent-install"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["apps", "origins", "reach", "api_uses"]
says = "{package} installs by itself and without asking what it downloads{address}, once it has checked a signature: {starter} leads to {callee}."
advice = "Ask the maker what was installed this way; look in the list of apps for what you did not choose."
because = "The signature keeps strangers out. Whoever holds its key, or can order its holder, puts any app on the phone, unseen and with all permissions."
falsepositives = ["The maker's update service for its own apps."]
limits = "Whether the check holds is not proven, nor whose key it is. That the download is what gets installed is taken from the way through the code. Low where the app has an icon."
references = ["Xiaomi AnalyticsCore, 2016"]
--- */
SELECT
    package AS subject, evidence, package, callee, started_by(entry) AS starter, caller || ':' || pc AS locator, steps(path) AS detail,
    coalesce(' with the help of ' || nullif(address, ''), '') AS address,
    CASE WHEN has_launcher THEN 'low' ELSE 'medium' END AS level
FROM (
    SELECT w.*, f.address
    FROM ways w
    JOIN fetched f ON f.evidence = w.evidence AND list_contains(list_transform(w.path, lambda step: split_part(step, ':', 1)), f.caller)
    WHERE w.api IN ('install.silent', 'install.session', 'install.session-data', 'install.session-file', 'install.command')
      AND w.power >= 1 AND w.entry <> 'activity' AND 'signature-verified' = ANY(w.guards) AND NOT 'user-asked' = ANY(w.guards) AND NOT w.in_library
      AND w.evidence IN (SELECT evidence FROM silent_installers)
    QUALIFY row_number() OVER (PARTITION BY w.evidence ORDER BY w.entry NOT IN ('boot', 'job', 'alarm', 'push'), f.address = '', w.hops, w.method, w.pc) = 1
)

/* ---
title = "An app switches the check of server names off by a library's switch"
question = "line"
category = "broken-tls"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["apps", "api_uses"]
says = "{package} uses a ready-made verifier that allows all server names: {caller}."
advice = "Do not use the app on networks that you do not trust."
because = "A valid certificate for the attacker's own site is then good enough to pose as the app's server."
falsepositives = ["Code for local devices that have no name."]
limits = "Whether the connection made with it carries anything of value is not known."
references = ["CWE-297"]
--- */
SELECT
    u.package AS subject, u.evidence, u.package, u.caller, u.caller || ':' || u.pc AS locator, u.callee AS detail,
    CASE WHEN u.in_library THEN 'low' ELSE 'medium' END AS level
FROM api_uses u
WHERE u.api = 'tls-trust.allow-all' AND u.reached
QUALIFY row_number() OVER (PARTITION BY u.evidence ORDER BY u.in_library, u.caller, u.pc) = 1

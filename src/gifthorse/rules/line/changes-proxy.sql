/* ---
title = "An app can send the phone's traffic through another computer"
question = "line"
category = "interception"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["reach", "api_uses"]
says = "{package} changes {what} by itself, started by {start}: {callee}."
advice = "Look in the network settings for a proxy, a VPN and added authorities."
because = "Whoever is put between the phone and the network sees whom it talks to, and more where encryption is weak."
falsepositives = ["The system's own settings and company management."]
limits = "Where the traffic is sent is shown only when constant."
references = ["CWE-441"]
--- */
SELECT
    package AS subject, evidence, package, started_by(entry) AS start, callee, caller || ':' || pc AS locator, steps(path) AS detail,
    CASE api WHEN 'proxy.set' THEN 'the phone''s proxy' WHEN 'proxy.apn' THEN 'the mobile network''s access point' WHEN 'proxy.firewall' THEN 'the phone''s packet rules'
        ELSE 'the list of trusted authorities' END AS what,
    CASE WHEN maker = 'maker' THEN 'low' ELSE 'medium' END AS level
FROM ways
WHERE api IN ('proxy.set', 'proxy.firewall', 'tls-trust.install-ca') AND entry IN ('boot', 'receiver', 'push', 'sms', 'job', 'alarm', 'service', 'socket')
  AND certainty = 'direct' AND NOT content_checked(guards) AND NOT caller_checked(guards) AND NOT in_library
QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY hops, method, pc) = 1

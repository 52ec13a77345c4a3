/* ---
title = "A powerful app waits for connections from the network"
question = "backdoor"
category = "listener"
level = "low"
confidence = "medium"
basis = "capability"
needs = ["apps", "api_uses", "origins"]
says = "{package} opens a port for connections ({port}) {rights}: {caller}."
advice = "Ask what the port is for; on a live phone check whether it is open."
because = "Every open port of a powerful app is a way in for whoever finds a mistake in it."
falsepositives = ["Servers for tethering, printing or screen casting.", "Sockets bound to the loopback address."]
limits = "Whether the code is ever run is not said; sockets of native programs are judged elsewhere."
references = ["OWASP MASVS-NETWORK"]
--- */
SELECT
    u.package AS subject, u.evidence, u.package, p.rights, u.caller, u.caller || ':' || u.pc AS locator, u.callee AS detail,
    coalesce('port ' || any_value(o.detail), 'port unknown') AS port,
    CASE WHEN p.power >= 3 AND p.maker = 'third party' THEN 'medium' ELSE 'low' END AS level
FROM api_uses u
JOIN app_power p USING (evidence)
LEFT JOIN origins o ON o.evidence = u.evidence AND o.method = u.method AND o.pc = u.pc AND o.origin = 'constant'
WHERE u.api IN ('socket-listen.tcp', 'socket-listen.udp', 'socket-listen.http-server') AND u.reached AND NOT u.in_library AND p.power >= 2
GROUP BY u.package, u.evidence, u.caller, u.pc, u.callee, p.rights, p.power, p.maker
HAVING NOT coalesce(bool_or(contains(o.detail, '127.0.0.1') OR contains(lower(o.detail), 'loopback') OR contains(o.detail, 'localhost')), false)
QUALIFY row_number() OVER (PARTITION BY u.evidence ORDER BY u.caller, u.pc) = 1

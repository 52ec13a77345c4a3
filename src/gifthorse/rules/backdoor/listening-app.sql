/* ---
title = "A powerful app waits for connections from the network"
question = "backdoor"
category = "listener"
level = "low"
confidence = "medium"
basis = "capability"
needs = ["apps", "api_uses", "origins", "methods", "calls", "string_uses"]
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
  AND (u.evidence, u.method) NOT IN (
    SELECT c.evidence, c.method FROM calls c JOIN methods m ON m.evidence = c.evidence AND m.method = c.callee
    WHERE m.class = 'java.net.InetAddress' AND m.name IN ('getLoopbackAddress', 'getLocalHost'))
  AND (u.evidence, u.method) NOT IN (
    SELECT evidence, method FROM string_uses WHERE method IS NOT NULL AND value IN ('127.0.0.1', 'localhost', '::1'))
GROUP BY u.package, u.evidence, u.caller, u.pc, u.callee, p.rights, p.power, p.maker
QUALIFY row_number() OVER (PARTITION BY u.evidence ORDER BY u.caller, u.pc) = 1

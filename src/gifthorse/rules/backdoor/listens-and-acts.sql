/* ---
title = "An app takes connections from the network and acts on them"
question = "backdoor"
category = "listener"
level = "high"
confidence = "medium"
basis = "capability"
needs = ["apps", "reach", "api_uses"]
says = "{package} waits for connections ({port}) and can {deed} for whoever connects, {rights}: {callee}."
advice = "Disable the app; a home network is no protection against other devices in it."
because = "An open port with power behind it is a back door in the plain sense of the word. Apps on the same phone can use it as well."
falsepositives = ["Local servers for debugging or file sharing that bind to the loopback address only and ask for a secret."]
limits = "The address is known only when it is constant."
references = ["BADBOX 2.0: residential proxies", "CVE-2020-0074 class"]
--- */
SELECT
    package AS subject, evidence, package, rights, callee, caller || ':' || pc AS locator, steps(path) AS detail,
    CASE WHEN port IS NULL THEN 'port unknown' ELSE 'port ' || port END AS port,
    CASE category WHEN 'exec' THEN 'run programs' WHEN 'code-load' THEN 'load code' WHEN 'install' THEN 'install apps'
        WHEN 'input-inject' THEN 'press keys' WHEN 'screen' THEN 'show the screen' WHEN 'wipe' THEN 'erase the phone'
        ELSE 'reach ' || category END AS deed,
    CASE WHEN power >= 2 AND NOT local THEN 'high' ELSE 'medium' END AS level, CASE WHEN local THEN 'low' ELSE 'medium' END AS confidence
FROM (
    SELECT w.*, o.detail AS port, coalesce(contains(o.detail, '127.0.0.1') OR contains(o.detail, 'localhost') OR contains(lower(o.detail), 'loopback'), false) AS local
    FROM ways w
    LEFT JOIN (SELECT evidence, any_value(detail) AS detail FROM origins WHERE category = 'socket-listen' AND origin = 'constant' GROUP BY evidence) o
        ON o.evidence = w.evidence
    WHERE w.entry = 'socket' AND w.category IN ('exec', 'code-load', 'install', 'input-inject', 'screen', 'wipe', 'permission-grant', 'settings-write')
      AND w.api NOT IN ('exec.getprop', 'code-load.package-context', 'install.intent', 'install.intent-type')
      AND NOT caller_checked(w.guards) AND NOT w.in_library
    QUALIFY row_number() OVER (PARTITION BY w.evidence ORDER BY w.category <> 'exec', w.hops, w.method, w.pc) = 1
)

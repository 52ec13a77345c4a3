/* ---
title = "An app takes connections from the network and acts on them"
question = "backdoor"
category = "listener"
level = "high"
confidence = "medium"
basis = "capability"
needs = ["reach", "api_uses"]
says = "{package} waits for connections ({port}) and can {deed} for whoever connects, {rights}: {callee}."
advice = "Disable the app; a home network is no protection against other devices in it."
because = "An open port with power behind it is a back door in the plain sense of the word. Apps on the same phone can use it as well."
falsepositives = ["Local servers for debugging or file sharing that bind to the loopback address only and ask for a secret."]
limits = "The port is known only when it is constant. Ways of more than eight calls are left out: the call graph over-approximates, and each step adds doubt."
references = ["BADBOX 2.0: residential proxies", "CVE-2020-0074 class"]
--- */
WITH door AS (
    SELECT
        evidence, bool_and(api = 'socket-listen.local') AS local_only,
        any_value(detail ORDER BY detail) FILTER (api <> 'socket-listen.local' AND regexp_matches(detail, '^[0-9]{1,5}$')) AS port,
        any_value(detail ORDER BY detail) FILTER (api = 'socket-listen.local' AND origin = 'constant') AS name,
        bool_or(regexp_matches(lower(coalesce(detail, '')), '127\.0\.0\.1|localhost|loopback')) AS loopback
    FROM (
        SELECT u.evidence, u.api, o.detail, o.origin
        FROM api_uses u LEFT JOIN origins o ON o.evidence = u.evidence AND o.method = u.method AND o.pc = u.pc AND o.category = 'socket-listen'
        WHERE u.category = 'socket-listen' AND u.api <> 'socket-listen.bluetooth'
    )
    GROUP BY evidence
),
fixed AS (  -- what is run, loaded or written is a constant of the app: whoever connects decides nothing
    SELECT evidence, method, pc FROM origins GROUP BY ALL HAVING bool_and(origin IN ('constant', 'resource', 'asset', 'own-file'))
)
SELECT
    package AS subject, evidence, package, rights, callee, caller || ':' || pc AS locator, steps(path) AS detail,
    CASE WHEN local_only THEN 'local socket ' || coalesce(name, 'of unknown name') WHEN port IS NOT NULL THEN 'port ' || port ELSE 'port unknown' END AS port,
    CASE category WHEN 'exec' THEN 'run programs' WHEN 'code-load' THEN 'load code' WHEN 'install' THEN 'install apps'
        WHEN 'input-inject' THEN 'press keys' WHEN 'screen' THEN 'show the screen' WHEN 'wipe' THEN 'erase the phone'
        ELSE 'reach ' || category END AS deed,
    CASE WHEN power >= 2 AND NOT local_only AND NOT loopback THEN 'high' ELSE 'medium' END AS level,
    CASE WHEN local_only OR loopback THEN 'low' ELSE 'medium' END AS confidence
FROM ways w
JOIN door USING (evidence)
WHERE w.entry = 'socket' AND w.category IN ('exec', 'code-load', 'install', 'input-inject', 'screen', 'wipe', 'permission-grant', 'settings-write')
  AND w.api NOT IN ('exec.getprop', 'code-load.package-context', 'install.intent', 'install.intent-type')
  AND NOT caller_checked(w.guards) AND NOT w.in_library AND w.hops <= 8
  AND NOT EXISTS (SELECT 1 FROM fixed f WHERE f.evidence = w.evidence AND f.method = w.method AND f.pc = w.pc)
QUALIFY row_number() OVER (PARTITION BY w.evidence ORDER BY w.category <> 'exec', w.hops, w.method, w.pc) = 1

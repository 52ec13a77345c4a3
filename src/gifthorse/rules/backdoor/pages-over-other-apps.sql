/* ---
title = "An app lays pages of a server's choice over other apps"
question = "backdoor"
category = "surveillance"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["apps", "reach", "origins", "api_uses"]
says = "{package} watches through its accessibility service which app is in front, and shows a page that a server names in a window over it: {callee}{bridge}."
advice = "Switch its accessibility service off and remove the app; change what was typed into other apps since."
because = "A false log-in page over the bank's own app takes the password. Which apps are covered, and by what, a server decides."
falsepositives = ["Coupon and price-comparison helpers over shops."]
limits = "The address must be followed to the network; the window must be of a kind that lies over other apps."
references = ["Anubis, Cerberus and Hydra families"]
--- */
SELECT
    o.package AS subject, o.evidence, o.package, u.callee, u.caller || ':' || o.pc AS locator, steps(o.path) AS detail,
    CASE WHEN o.evidence IN (SELECT evidence FROM callbacks WHERE role = 'javascript') THEN '; the page can hand what is typed to the app' ELSE '' END AS bridge,
    CASE WHEN p.maker = 'maker' THEN 'low' WHEN p.faceless THEN 'high' ELSE 'medium' END AS level, CASE WHEN o.proven THEN 'high' ELSE 'medium' END AS confidence
FROM origins o
JOIN places u ON u.evidence = o.evidence AND u.method = o.method AND u.pc = o.pc
JOIN app_power p ON p.evidence = o.evidence
WHERE o.api = 'webview.load' AND o.argument IN ('url', 'body') AND o.origin IN ('http', 'socket', 'push', 'sms') AND NOT u.in_library
  AND EXISTS (SELECT 1 FROM reach r WHERE r.evidence = o.evidence AND r.method = o.method AND r.pc = o.pc AND r.entry = 'accessibility')
  AND EXISTS (SELECT 1 FROM reach r WHERE r.evidence = o.evidence AND r.category = 'overlay' AND r.entry = 'accessibility')
QUALIFY row_number() OVER (PARTITION BY o.evidence ORDER BY o.proven DESC, len(o.path), o.method, o.pc) = 1

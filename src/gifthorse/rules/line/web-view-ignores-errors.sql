/* ---
title = "An app shows web pages although their certificate is wrong"
question = "line"
category = "broken-tls"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["apps", "callbacks"]
says = "{package} goes on when a page's certificate is wrong ({class}){reason}."
advice = "Do not log in to anything inside this app."
because = "The page that is shown may come from anybody on the line; where scripts may call the app, so may they."
falsepositives = ["Handlers that ask the user first in another class."]
limits = "Whether the user is asked in another method is not followed."
references = ["CWE-295", "developer.android.com: WebViewClient.onReceivedSslError"]
--- */
SELECT
    c.package AS subject, c.evidence, c.package, any_value(c.class ORDER BY c.class) AS class, any_value(c.class || '.' || c.name ORDER BY c.class) AS locator,
    array_to_string(list(DISTINCT c.class || '.' || c.name || ' ' || c.body), chr(10)) AS detail,
    CASE WHEN c.evidence IN (SELECT evidence FROM callbacks WHERE role = 'javascript') THEN ', and lets scripts of the page call it' ELSE '' END AS reason,
    CASE WHEN bool_and(c.in_library) THEN 'low' ELSE 'medium' END AS level
FROM callbacks c
WHERE c.role = 'ssl-error' AND c.body = 'proceeds' AND c.used
GROUP BY c.package, c.evidence

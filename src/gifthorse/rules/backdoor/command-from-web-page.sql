/* ---
title = "A web page can run commands or install apps through an app"
question = "backdoor"
category = "remote-command"
level = "high"
confidence = "medium"
basis = "capability"
needs = ["origins", "api_uses"]
says = "A web page shown by {package} can decide what {callee} does, {rights}{others}."
advice = "Do not open links in this app; ask its maker which pages may use the bridge."
because = "A JavaScript bridge gives every page that the app shows, and whoever alters the page on the way, the app's own powers."
falsepositives = ["A bridge that only pages of the maker's own site, checked by name and TLS, can use."]
limits = "Apps that show none but their own pages, by constant addresses, are not counted. Else whether the app shows foreign pages at all is not decided here."
references = ["developer.android.com: WebView.addJavascriptInterface"]
--- */
SELECT
    package AS subject, evidence, package, rights, callee,
    CASE WHEN power >= 3 AND proven THEN 'critical' WHEN power >= 2 THEN 'high' ELSE 'medium' END AS level,
    CASE WHEN proven THEN 'high' ELSE 'medium' END AS confidence, caller || ':' || pc AS locator, steps(path) AS detail,
    more_ways(places) AS others
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places
    FROM decided_outside
    WHERE api IN ('exec.runtime', 'exec.process-builder', 'exec.process-builder-prepare', 'exec.stdin', 'exec.root-shell',
                  'code-load.dex', 'code-load.memory', 'native-load.file', 'install.silent', 'install.session')
      AND source = 'web page' AND NOT content_checked(guards) AND NOT in_library
      AND evidence NOT IN (SELECT evidence FROM own_pages)
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY proven DESC, len(path), method, pc) = 1
)

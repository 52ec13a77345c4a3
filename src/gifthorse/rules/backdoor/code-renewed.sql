/* ---
title = "An app's code can be exchanged from afar by its maker"
question = "backdoor"
category = "code-loading"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["origins", "api_uses"]
says = "{package} loads and runs {rights} code that it downloads{address}, once it has checked a signature: {callee}{others}."
advice = "Ask the maker what has been delivered this way; on a live phone look at the files that the app keeps."
because = "The signature keeps strangers out. Whoever holds its key, or can order its holder, runs new code on the phone at any time, past the store, the system update and you."
falsepositives = ["Part of how many makers keep their services up to date."]
limits = "Whether the check holds is not proven, nor that it is the maker's key. Low where the app has no rights of the system."
references = ["Xiaomi AnalyticsCore, 2016", "OWASP MASTG: dynamic code loading"]
--- */
SELECT
    package AS subject, evidence, package, rights, callee,
    CASE WHEN power >= 3 THEN 'medium' ELSE 'low' END AS level, CASE WHEN proven THEN 'high' ELSE 'medium' END AS confidence,
    coalesce(' from ' || address, '') AS address,
    caller || ':' || pc AS locator, steps(path) AS detail,
    CASE WHEN places > 1 THEN ', and ' || (places - 1) || ' more ways' ELSE '' END AS others
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places
    FROM decided_outside
    WHERE category IN ('code-load', 'native-load') AND source IN ('http', 'socket', 'push') AND 'signature-verified' = ANY(guards)
      AND power >= 1 AND NOT in_library
      AND evidence NOT IN (
          SELECT evidence FROM decided_outside
          WHERE category IN ('code-load', 'native-load') AND source IN ('http', 'socket', 'push') AND NOT content_checked(guards) AND NOT in_library
      )
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY proven DESC, len(path), method, pc) = 1
)

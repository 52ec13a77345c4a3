/* ---
title = "A powerful app trusts authorities that were added later"
question = "line"
category = "broken-tls"
level = "low"
confidence = "high"
basis = "configured"
needs = ["apps", "network_config"]
says = "{package} says in its configuration that it trusts certificate authorities added by the user, {rights}."
advice = "Look in the settings which authorities were added."
because = "One tap on a certificate, by whoever held the phone, opens this app's encryption."
falsepositives = ["Browsers and company apps, which need it."]
limits = "Only configurations outside debug-overrides count. Low for privileged apps, else a fact."
references = ["developer.android.com: network security configuration"]
--- */
SELECT
    n.package AS subject, n.evidence, n.package, p.rights, coalesce(any_value(n.domain), 'base configuration') AS locator,
    array_to_string(list(DISTINCT coalesce(n.domain, '(all)')), ', ') AS detail,
    CASE WHEN p.power >= 2 THEN 'low' ELSE 'info' END AS level
FROM network_config n JOIN app_power p USING (evidence)
WHERE n.trusts_user AND NOT n.debug_only
GROUP BY n.package, n.evidence, p.rights, p.power

/* ---
title = "An app without an icon asks to administer the phone"
question = "backdoor"
category = "control"
level = "low"
confidence = "medium"
basis = "configured"
needs = ["apps", "components"]
says = "{package} has no icon and wants to be administrator of the phone ({component}){powers}."
advice = "Look in the settings under device administrators."
because = "Administrators can lock and erase. One that hides is either a company's tool or a spy's."
falsepositives = ["Company management and find-my-phone parts of the maker."]
limits = "Whether it was made administrator is a fact of the running phone."
references = ["stalkerware-indicators"]
--- */
SELECT
    p.package AS subject, p.evidence, p.package, c.component, c.component AS locator, p.path AS detail,
    CASE WHEN p.evidence IN (SELECT evidence FROM api_uses WHERE category = 'wipe') THEN ', and its code can erase it' ELSE '' END AS powers,
    CASE WHEN p.maker <> 'maker' AND p.partition IS NOT NULL THEN 'medium' ELSE 'low' END AS level
FROM app_power p
JOIN components c USING (evidence)
WHERE c.kind = 'receiver' AND c.permission = 'android.permission.BIND_DEVICE_ADMIN' AND c.enabled AND NOT p.has_launcher
QUALIFY row_number() OVER (PARTITION BY p.evidence ORDER BY c.component) = 1

/* ---
title = "A third party's app on the phone may install apps without asking"
question = "backdoor"
category = "silent-install"
level = "medium"
confidence = "medium"
basis = "capability"
needs = ["apps", "permissions_used", "reach", "api_uses", "signers"]
says = "{package}, signed by {who} and not by the phone's maker, may install apps without asking ({permission}) and its code {deed}: {callee}."
advice = "If you do not know this partner, disable the app and look at which apps it has installed."
because = "The right to install silently belongs to the maker and its store. In the hands of an advertising or update company it is how unwanted and hostile apps come to phones that were clean when sold."
falsepositives = ["A carrier's or partner's app with a contract, which installs only what the owner chose."]
limits = "What it really installs is decided by its servers and cannot be read from the code. High when it also runs code that does not come with it or starts by itself."
references = ["Digital Turbine / DT Ignite", "Gigaset / Redstone, 2021"]
--- */
SELECT
    package AS subject, evidence, package, permission, callee, caller || ':' || pc AS locator, steps(path) AS detail,
    coalesce(who, 'an unknown key') AS who,
    CASE WHEN by_itself OR loads_code THEN 'high' ELSE 'medium' END AS level,
    CASE WHEN by_itself AND loads_code THEN 'high' ELSE 'medium' END AS confidence,
    CASE WHEN by_itself THEN 'installs without anybody starting it' ELSE 'installs' END
        || CASE WHEN loads_code THEN ', and loads code that is not part of it' ELSE '' END AS deed
FROM (
    SELECT
        w.*, pu.name AS permission, key_owner(s.subject) AS who,
        bool_or(w.entry IN ('boot', 'receiver', 'job', 'alarm', 'push', 'sms')) OVER (PARTITION BY w.evidence) AS by_itself,
        w.evidence IN (SELECT evidence FROM api_uses WHERE category = 'code-load' AND api <> 'code-load.package-context') AS loads_code
    FROM ways w
    JOIN permissions_used pu ON pu.evidence = w.evidence AND pu.name = 'android.permission.INSTALL_PACKAGES'
    LEFT JOIN (SELECT evidence, any_value(subject ORDER BY position) AS subject FROM signers WHERE scheme <> 'lineage' GROUP BY evidence) s
        ON s.evidence = w.evidence
    WHERE w.maker = 'third party' AND w.installed_as = 'priv-app'
      AND w.api IN ('install.silent', 'install.session', 'install.session-data', 'install.session-file', 'install.command')
    QUALIFY row_number() OVER (PARTITION BY w.evidence ORDER BY list_contains(coalesce(w.guards, []), 'user-asked'), w.hops, w.method, w.pc) = 1
)

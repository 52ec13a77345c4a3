/* ---
title = "SELinux lets a part of the system do what it forbids"
question = "backdoor"
category = "tampered"
level = "high"
confidence = "high"
basis = "configured"
needs = ["permissive_domains"]
says = "The SELinux policy {path} makes {domains} permissive: what is forbidden to {it} is only written down."
advice = "Compare with an official image; ask the maker why that stands in a finished phone."
because = "SELinux keeps the parts of Android apart. A permissive domain is a part without walls, and whoever is in it, or gets into it, does what its user may: as root, everything."
falsepositives = [
    "Engineering, userdebug and custom builds, where the domain su and test scripts are permissive: medium there.",
    "A policy for tests that lies beside the one in use, under a name that Android's init does not load: medium.",
]
limits = "A release build of Android has none: its compatibility test demands that. Which programs run in the domain is not worked out."
references = ["source.android.com: validating SELinux", "CTS SELinuxNeverallowRulesTest"]
--- */
SELECT
    path AS subject, 'file' AS subject_kind, evidence, path, listing(list(DISTINCT domain ORDER BY domain)[1:5]) AS domains, string_agg(DISTINCT domain, ' ' ORDER BY domain) AS detail,
    CASE count(DISTINCT domain) WHEN 1 THEN 'it' ELSE 'them' END AS it, min(domain) AS locator,
    CASE WHEN (SELECT coalesce(build_type, 'user') FROM phone) IN ('eng', 'userdebug') THEN CASE WHEN bool_and(domain = 'su') THEN 'low' ELSE 'medium' END
        WHEN regexp_matches(path, '(^|/)((precompiled_)?sepolicy|[^/]+\.cil)$') THEN 'high' ELSE 'medium' END AS level
FROM permissive_domains
GROUP BY path, evidence

/* ---
title = "A program becomes root for whoever starts it"
question = "backdoor"
category = "tampered"
level = "high"
confidence = "high"
basis = "configured"
needs = ["files"]
says = "{path} runs as {who} whoever starts it (mode {mode})."
advice = "Compare with an official image: since Android 4.3 a phone has no set-uid programs for apps."
because = "A set-uid root program gives every app that may start it the whole phone."
falsepositives = ["run-as and a few network tools, which belong to Android and are left out.", "A su program that the owner installed on purpose."]
limits = "Needs evidence that keeps file modes: an image, or an archive that stores them."
references = ["ZTE sync_agent, CVE-2012-2949"]
--- */
SELECT
    path AS subject, 'file' AS subject_kind, evidence, path, printf('%o', mode) AS mode, path AS locator, coalesce(selinux_context, '') AS detail,
    CASE WHEN uid = 0 OR uid IS NULL THEN 'root' ELSE 'user ' || uid END AS who,
    CASE WHEN coalesce(uid, 0) = 0 AND (mode & 1) > 0 THEN 'high' ELSE 'medium' END AS level, CASE WHEN uid IS NULL THEN 'medium' ELSE 'high' END AS confidence
FROM files
WHERE (mode & 2048) > 0 AND kind IN ('elf', 'other') AND NOT regexp_matches(path, '/(run-as|ping6?|tcpdump|procmem|procrank|pppd|racoon|netcfg|sdcard)$')

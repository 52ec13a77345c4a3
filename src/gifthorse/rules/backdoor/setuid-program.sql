/* ---
title = "A program becomes root for whoever starts it"
question = "backdoor"
category = "tampered"
level = "high"
confidence = "high"
basis = "configured"
needs = ["files"]
says = "{path} {rights} whoever starts it ({mode})."
advice = "Compare with an official image: since Android 4.3 a phone has no set-uid programs for apps."
because = "A set-uid root program gives every app that may start it the whole phone."
falsepositives = ["run-as and a few network tools, which belong to Android and are left out.", "A su program that the owner installed on purpose."]
limits = "Needs evidence that keeps file modes (an image, an archive that stores them), or the list of modes that the image was built with (etc/fs_config_files)."
references = ["ZTE sync_agent, CVE-2012-2949"]
--- */
WITH kept AS (
    SELECT evidence, path, mode, uid, 0 AS capabilities, coalesce(selinux_context, '') AS detail FROM files WHERE mode IS NOT NULL AND kind IN ('elf', 'other')
    UNION ALL BY NAME
    SELECT m.evidence, m.path, m.mode, m.uid, m.capabilities, coalesce(f.path, 'a list of modes') AS detail FROM file_modes m LEFT JOIN files f ON f.evidence = m.evidence
)
SELECT
    path AS subject, 'file' AS subject_kind, evidence, path, path AS locator, detail,
    CASE WHEN (mode & 2048) > 0 THEN 'mode ' || printf('%o', mode) ELSE 'capabilities ' || printf('0x%x', capabilities) END AS mode,
    CASE WHEN (mode & 2048) > 0 THEN 'runs as ' || CASE WHEN uid = 0 OR uid IS NULL THEN 'root' ELSE 'user ' || uid END ELSE 'has the rights of root' END AS rights,
    CASE WHEN (mode & 2048) > 0 AND coalesce(uid, 0) = 0 AND (mode & 1) > 0 THEN 'high' ELSE 'medium' END AS level, CASE WHEN uid IS NULL THEN 'medium' ELSE 'high' END AS confidence
FROM kept
-- Capabilities: to change users, files or modules as one likes (CHOWN, DAC_OVERRIDE, SETUID, SYS_MODULE, SYS_PTRACE, SYS_ADMIN), many at once.
WHERE ((mode & 2048) > 0 OR capabilities < 0 OR bit_count(capabilities & 2818179::BIGINT) >= 4)
  AND NOT regexp_matches(path, '/(run-as|ping6?|tcpdump|procmem|procrank|pppd|racoon|netcfg|sdcard)$')
QUALIFY row_number() OVER (PARTITION BY path ORDER BY uid IS NULL, detail) = 1

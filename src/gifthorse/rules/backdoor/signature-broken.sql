/* ---
title = "An app of the phone was altered after it was signed"
question = "backdoor"
category = "tampered"
level = "high"
confidence = "high"
basis = "observed"
needs = ["apps", "signers"]
says = "{package} at {path} carries a signature that does not hold: {note}"
advice = "Compare the file with an official image of the same phone; do not trust this app's data or permissions."
because = "A signature that fails means that the bytes are not those that the signer saw. On the system partition Android does not check it again at every start, so a change goes unnoticed."
falsepositives = ["Files damaged while they were pulled from the phone or copied.", "Apps that the maker stripped of their code after signing (odexed system apps of Android 6 and earlier)."]
limits = "Unsigned and unsupported are other words than broken and are not counted. Medium when code was taken out by optimisation, which breaks the old signature scheme as well."
references = ["source.android.com: APK signature schemes", "CVE-2017-13156"]
--- */
SELECT
    a.package AS subject, a.evidence, a.package, a.path, coalesce(a.signature_note, 'it was not said why.') AS note, a.path AS locator, signed_with(a.signer) AS detail,
    CASE WHEN a.code_read = 'elsewhere' THEN 'low' WHEN a.partition IS NULL THEN 'medium' ELSE 'high' END AS level
FROM apps a
WHERE a.signature = 'invalid' AND a.signer IS NOT NULL
  -- The maker's build took a newer signature out, and the older one still holds over every byte it covers: not tampered.
  -- The old scheme does not cover what stands before the archive, which may be a program (Janus, CVE-2017-13156).
  AND (coalesce(a.signature_note, '') LIKE '%was put before the archive%'
    OR NOT EXISTS (SELECT 1 FROM signers s WHERE s.evidence = a.evidence AND s.sha256 = a.signer AND s.verified))

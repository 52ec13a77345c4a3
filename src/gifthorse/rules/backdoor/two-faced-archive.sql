/* ---
title = "An app's file shows different code to different programs"
question = "backdoor"
category = "tampered"
level = "medium"
confidence = "high"
basis = "configured"
needs = ["apps"]
says = "{package} can be read in two ways: {why}{judged}."
advice = "Get the app anew from where it is officially offered, or have the maker explain it."
because = "What checks the signature must see the same file as what runs it. Files that are made to differ there carried foreign code under a genuine signature."
falsepositives = ["Files damaged by a faulty tool: no build tool in use makes such."]
limits = "Today's Android refuses to open a file that names an entry twice; Android before 4.4 (twice) and before 8 (code in front) does not."
references = ["CVE-2013-4787 (Master Key)", "CVE-2017-13156 (Janus)"]
--- */
SELECT
    a.package AS subject, a.evidence, a.package, a.two_faces AS why, a.path AS locator, coalesce(a.signature_note, a.signature::VARCHAR) AS detail,
    CASE WHEN a.signature = 'verified' THEN ', and its signature holds' ELSE '' END AS judged,
    CASE WHEN a.signature = 'verified' AND a.partition IS NOT NULL THEN 'high' ELSE 'medium' END AS level
FROM apps a
WHERE a.two_faces IS NOT NULL

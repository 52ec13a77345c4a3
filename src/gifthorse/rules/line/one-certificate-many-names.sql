/* ---
title = "One certificate answers for unrelated names"
question = "line"
category = "interception"
level = "high"
confidence = "medium"
basis = "observed"
needs = ["connections", "presented_certificates"]
says = "One certificate ({sha}) that is for none of them answered for {names} different domains, such as {some}."
advice = "Find out what stands between the phone and the network."
because = "A device that steps in between often shows one certificate for every name."
falsepositives = ["Delivery networks show certificates that name all of them: those match and are left out."]
limits = ""
references = []
--- */
SELECT any_value(k.subject) AS subject, 'connection' AS subject_kind, c.evidence, left(c.sha256, 16) AS sha, count(DISTINCT k.registered) AS names,
    listing(list_sort(list(DISTINCT k.registered))[1:3]) AS some, 'certificate ' || left(c.sha256, 16) AS locator, any_value(c.authority) AS detail
FROM certificate_chains c JOIN talks k USING (evidence, connection)
WHERE c.matches = false AND k.registered IS NOT NULL AND c.verdict <> 'public'
GROUP BY c.evidence, c.sha256 HAVING count(DISTINCT k.registered) >= 3

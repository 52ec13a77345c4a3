/* ---
title = "A server's certificate claims an authority that did not sign it"
question = "line"
category = "interception"
level = "high"
confidence = "high"
basis = "observed"
needs = ["connections", "presented_certificates"]
says = "The certificate of {whom}, shown to {who}, {deed} {authority}."
advice = "Do not use the phone on this network; find out what stands between it and the server."
because = "Only a device that steps in between, or a server that somebody pretends to be, has use for a forged chain. An app that goes on checks nothing."
falsepositives = ["A capture whose bytes were damaged.", "A server set up with the certificate of another authority of the same name, which then works for nobody."]
limits = "Told where the authority's certificate was sent too, or is a public root whose key is known; signatures of kinds that cannot be checked are believed."
references = ["RFC 5280", "RFC 5480", "CVE-2020-0601"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, c.authority, 'certificate ' || left(c.sha256, 16) AS locator,
    CASE c.fault WHEN 'signature' THEN 'carries a signature that is not by' WHEN 'own-curve' THEN 'was issued with a curve of its own making (CVE-2020-0601) by' ELSE 'was issued by one that may not issue any:' END AS deed, concat_ws(chr(10), array_to_string(c.chain, chr(10)), 'SHA-256 ' || c.sha256) AS detail,
    CASE WHEN c.fault = 'signature' AND NOT list_contains(c.chain, c.authority) THEN 'medium' ELSE 'high' END AS confidence
FROM certificate_chains c JOIN talks k USING (evidence, connection)
WHERE c.verdict = 'forged' AND NOT k.local
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, c.sha256 ORDER BY k.first_packet) = 1

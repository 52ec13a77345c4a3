/* ---
title = "The phone trusts a certificate authority that is not public"
question = "backdoor"
category = "tampered"
level = "high"
confidence = "high"
basis = "configured"
needs = ["certificates"]
says = "The system trusts the certificate authority {subject_name}, which is in no public list{place}."
advice = "Until it is explained, do not use banking, mail or messengers on this phone: their encryption can be opened."
because = "Whoever holds this authority's key can pretend to be any website and read along, without a warning."
falsepositives = ["A carrier's, state's or company's own authority, which is exactly what one should know of.", "A public authority newer or older than the list."]
limits = "Known means: its key is in the dated set of public roots. Expired ones are medium."
references = ["Superfish, 2015", "Gamba et al., IEEE S&P 2020, root certificates"]
--- */
SELECT
    c.sha256 AS subject, 'certificate' AS subject_kind, c.evidence, c.subject AS subject_name, c.path AS locator, 'issuer ' || c.issuer AS detail,
    CASE WHEN c.store = 'user-ca' THEN ', added by a user or a policy' ELSE '' END AS place,
    CASE WHEN c.not_after < now() THEN 'medium' WHEN c.store = 'user-ca' THEN 'medium' ELSE 'high' END AS level,
    CASE WHEN (SELECT count(*) FROM certificates WHERE store = 'system-ca' AND NOT known) > 12 THEN 'medium' ELSE 'high' END AS confidence
FROM certificates c
WHERE c.store IN ('system-ca', 'user-ca') AND c.known = false AND coalesce(c.is_ca, true)

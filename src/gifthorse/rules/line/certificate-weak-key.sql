/* ---
title = "A server's certificate has a weak key or signature"
question = "line"
category = "weak-tls"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["connections", "presented_certificates"]
says = "The certificate of {whom} has {weak}."
advice = "Ask the app's maker; until then do not use the app on networks of others."
because = "Such keys and signatures can be forged or broken by those who pay for it."
falsepositives = ["Old servers; captures that are old themselves."]
limits = ""
references = ["RFC 9325"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, CASE WHEN p.key_type IN ('RSA', 'DSA') AND p.key_bits < 2048 THEN 'a key of ' || p.key_bits || ' bits' ELSE 'a signature by ' || p.signature_algorithm END AS weak,
    'certificate ' || left(p.sha256, 16) AS locator, p.subject AS detail, CASE WHEN p.key_bits < 1024 OR starts_with(p.signature_algorithm, 'md') THEN 'medium' ELSE 'low' END AS level
FROM presented_certificates p JOIN talks k USING (evidence, connection)
WHERE p.position = 0 AND NOT k.local AND ((p.key_type IN ('RSA', 'DSA') AND p.key_bits < 2048) OR regexp_matches(coalesce(p.signature_algorithm, ''), '^(md2|md4|md5|sha1)-') AND NOT p.self_signed)
QUALIFY row_number() OVER (PARTITION BY k.evidence, p.sha256 ORDER BY k.first_packet) = 1

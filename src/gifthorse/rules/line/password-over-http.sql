/* ---
title = "An app sends what is typed without encryption"
question = "line"
category = "cleartext"
level = "low"
confidence = "medium"
basis = "capability"
needs = ["origins", "api_uses"]
says = "{package} sends what the user types without encryption to {address}{secret}: {callee}."
advice = "Type no password into this app; change one that was used elsewhere as well."
because = "Everybody on the way reads it: the café's Wi-Fi, the provider, a state. A password is tried at the bank next."
falsepositives = ["Search boxes, whose words are no secret to the user."]
limits = "Medium if the text that is sent names a password, a card or a code; else low. Address and text must meet in one method."
references = ["CWE-319", "OWASP MASVS-NETWORK-1"]
--- */
SELECT
    package AS subject, evidence, package, callee, address, caller || ':' || pc AS locator, steps(path) AS detail,
    CASE WHEN names IS NOT NULL THEN ', as ' || names ELSE '' END AS secret,
    CASE WHEN names IS NOT NULL AND NOT for_tests(address) THEN 'medium' ELSE 'low' END AS level
FROM (
    SELECT s.*, t.names FROM sends s
    LEFT JOIN (
        SELECT evidence, method, pc, any_value(regexp_extract(lower(detail), '[a-z_]*(passw|passcode|pwd|pincode|cvv|cvc|cardn|otp)[a-z_]*') ORDER BY detail) AS names
        FROM origins WHERE regexp_matches(lower(detail), '(passw|passcode|pwd|pincode|cvv|cvc|cardn|otp)[a-z_]*["'':= ]*\{[^}]*user-input') GROUP BY ALL
    ) t USING (evidence, method, pc)
    WHERE s.origin = 'user-input' AND s.proven AND NOT s.in_library AND s.address LIKE 'http://%' AND s.distance <= 1
    QUALIFY row_number() OVER (PARTITION BY s.evidence ORDER BY t.names IS NULL, s.distance, len(s.path), s.method, s.pc) = 1
)

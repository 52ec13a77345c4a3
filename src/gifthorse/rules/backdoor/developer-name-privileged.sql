/* ---
title = "An app with a placeholder name holds system rights"
question = "backdoor"
category = "debug-left-on"
level = "medium"
confidence = "high"
basis = "configured"
needs = ["apps", "permissions_used"]
says = "{package} came with the phone under a placeholder name and asks for {permissions}."
advice = "Ask the maker what it is; disable it."
because = "A name like com.example is what a development tool writes when nobody thought about it. Such an app saw no review, and a stranger may use the same name."
falsepositives = ["A quick tool of the factory that calls a test number."]
limits = "A short list of placeholder names."
references = ["AutoDialer (com.example) on BLU phones"]
--- */
SELECT
    a.package AS subject, a.evidence, a.package, a.path AS locator, signed_with(a.signer) AS detail,
    array_to_string(list_sort(list(DISTINCT replace(u.name, 'android.permission.', ''))), ', ') AS permissions
FROM apps a JOIN permissions_used u USING (evidence) JOIN permissions m ON m.name = u.name AND m.base_level IN ('signature', 'internal')
WHERE a.partition <> 'data' AND regexp_matches(a.package, '^(com\.example|com\.test|com\.demo|com\.mycompany|com\.yourcompany|com\.company|org\.example|test)(\.|$)')
GROUP BY a.package, a.evidence, a.path, a.signer

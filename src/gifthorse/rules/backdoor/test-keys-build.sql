/* ---
title = "The system calls itself signed with test keys"
question = "backdoor"
category = "debug-left-on"
level = "medium"
confidence = "medium"
basis = "configured"
needs = ["properties"]
says = "The build calls itself {value} ({path})."
advice = "Ask for a release build; look whether any part is signed with Android's public keys."
because = "Test keys are public: with them anybody can sign updates and system apps. Some makers leave the word standing although the keys are their own."
falsepositives = ["Custom systems that the owner installed.", "Builds signed with the maker's keys whose tag was never changed."]
limits = "A word in a file; the keys themselves are judged by another rule."
references = ["source.android.com: sign builds for release"]
--- */
SELECT
    p.name AS subject, 'phone' AS subject_kind, p.evidence, p.value, p.path, 'line ' || p.line AS locator, p.name || '=' || p.value AS detail
FROM properties p
WHERE p.name = 'ro.build.tags' AND (contains(p.value, 'test-keys') OR contains(p.value, 'dev-keys')) AND NOT contains(lower(p.path), 'recovery')
QUALIFY row_number() OVER (ORDER BY p.path) = 1

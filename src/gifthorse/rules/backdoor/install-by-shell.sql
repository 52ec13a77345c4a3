/* ---
title = "An app installs apps by typing into a shell"
question = "backdoor"
category = "silent-install"
level = "medium"
confidence = "high"
basis = "capability"
needs = ["api_uses", "reach"]
says = "{package} installs apps by a shell command, {rights}: {caller} runs pm install."
advice = "Ask the maker which apps it installs and why not through Android's installer."
because = "A shell command installs without any question and leaves the installer of the app unknown."
falsepositives = ["Factory test apps that install test packages from an SD card."]
limits = "Recognised by the command's constant part."
references = ["RottenSys, 2018"]
--- */
SELECT
    package AS subject, evidence, package, rights, caller, caller || ':' || pc AS locator, steps(path) AS detail,
    CASE WHEN power >= 3 AND maker = 'third party' THEN 'high' WHEN power >= 1 THEN 'medium' ELSE 'low' END AS level
FROM ways
WHERE api = 'install.command' AND NOT in_library
QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY hops, method, pc) = 1

/* ---
title = "A library is loaded into every app by the switch for foreign machine code"
question = "backdoor"
category = "tampered"
level = "high"
confidence = "high"
basis = "configured"
needs = ["properties"]
says = "{path} has {library} loaded into every app, in the place of a translator of foreign machine code, {why}."
advice = "Compare the file and the library with an official image; do not use the phone for anything that matters until then."
because = "Android loads the library that this property names into the process all apps are born from. It is meant for phones with an Intel chip, whose translator runs programs made for ARM. On any other phone it is the easiest way to put one's own code into every app without changing a program."
falsepositives = ["Phones, tablets and emulators with an Intel chip, and those built for both: they need a translator and are left out.", "A framework for changing apps that the owner installed on purpose: it goes this way too."]
limits = "Which chip a phone has is read from its own properties. A library that is set only while the phone runs is not seen in files."
references = ["AOSP: ro.dalvik.vm.native.bridge, libnativebridge"]
--- */
WITH chips AS (SELECT string_agg(lower(value), ' ') AS named FROM properties WHERE regexp_matches(name, 'product\.cpu\.abi'))
SELECT
    s.path AS subject, 'file' AS subject_kind, s.evidence, s.path, s.library, 'line ' || s.line AS locator, s.detail,
    CASE WHEN c.named IS NULL THEN 'and the files do not say which chip it has' ELSE 'on a phone that runs ARM code anyway' END AS why,
    CASE WHEN c.named IS NULL THEN 'medium' ELSE 'high' END AS confidence
FROM (
    SELECT evidence, path, line, value AS library, name || '=' || value AS detail FROM properties WHERE name = 'ro.dalvik.vm.native.bridge'
    UNION ALL
    SELECT evidence, path, line, arguments[2], said FROM run_commands
    WHERE program = 'setprop' AND arguments[1] = 'ro.dalvik.vm.native.bridge' AND started AND len(arguments) > 1
) s
CROSS JOIN chips c
WHERE s.library NOT IN ('', '0', 'false', 'none', 'null') AND NOT coalesce(regexp_matches(c.named, 'x86|riscv'), false)
  AND NOT contains(lower(s.path), 'recovery')
QUALIFY row_number() OVER (PARTITION BY s.library ORDER BY s.path) = 1

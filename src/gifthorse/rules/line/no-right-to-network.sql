/* ---
title = "An app has traffic that has no right to the network"
question = "line"
category = "unexpected-destination"
level = "medium"
confidence = "medium"
basis = "observed"
needs = ["connections", "apps", "permissions_used"]
says = "{who} talked to {whom} ({bytes} bytes out), though its manifest does not ask for the right to use the network."
advice = "Compare the app on the phone with the one that was read; find out who talks under its name."
because = "Android lets no app without that right open a connection. Another version of the app is on the phone, or something else runs as it."
falsepositives = ["A capture that gives packets to the wrong app; an update of the app that was not handed over."]
limits = "Only apps that share their user id with no other."
references = ["developer.android.com: INTERNET"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, k.bytes_out AS bytes, 'packet ' || k.first_packet AS locator, 'version ' || coalesce(a.version_name, a.version_code::VARCHAR, 'unknown') || ' of ' || a.path AS detail
FROM talks k JOIN apps a ON a.package = k.package
WHERE NOT k.local AND k.bytes_out > 0 AND coalesce(k.protocol, '') <> 'dns' AND k.state <> 'unanswered' AND a.uid = 'app' AND a.shared_user_id IS NULL
  AND a.package NOT IN (SELECT package FROM permissions_used WHERE name = 'android.permission.INTERNET')
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who ORDER BY k.bytes_out DESC) = 1

/* ---
title = "A third party's app gets rights before anybody is asked"
question = "backdoor"
category = "surveillance"
level = "medium"
confidence = "high"
basis = "configured"
needs = ["apps", "privileges", "signers"]
says = "{file} gives {package}, signed by {who} and not by the phone's maker, {rights} without asking{face}."
advice = "Take the rights away in the settings, or disable the app."
because = "Android asks the user before an app may read messages or listen. A list in the system answers for him."
falsepositives = ["Carriers' and partners' apps with a contract, such as a messenger that is the phone's standard for messages."]
limits = "Which of the rights the app uses is judged by other rules."
references = ["frameworks/base: DefaultPermissionGrantPolicy"]
--- */
SELECT
    p.package AS subject, p.evidence, p.package, coalesce(f.path, 'a list of the system') AS file, p.path AS locator, signed_with(p.signer) AS detail,
    array_to_string(list_sort(list(DISTINCT replace(g.permission, 'android.permission.', ''))), ', ') AS rights,
    coalesce(key_owner(any_value(s.subject)), 'nobody') AS who,
    CASE WHEN p.has_launcher THEN '' ELSE ', and has no icon' END AS face,
    CASE WHEN p.has_launcher THEN 'low' ELSE 'medium' END AS level
FROM app_power p
JOIN privileges g ON g.package = p.package AND g.source = 'default' AND g.granted
JOIN permissions_used u ON u.evidence = p.evidence AND u.name = g.permission
LEFT JOIN files f ON f.evidence = g.evidence
LEFT JOIN (SELECT evidence, any_value(subject ORDER BY position) AS subject FROM signers WHERE scheme <> 'lineage' GROUP BY evidence) s ON s.evidence = p.evidence
WHERE p.maker = 'third party' AND regexp_matches(g.permission, '\.(READ_SMS|RECEIVE_SMS|SEND_SMS|RECORD_AUDIO|CAMERA|READ_CALL_LOG|PROCESS_OUTGOING_CALLS|ACCESS_(FINE|BACKGROUND)_LOCATION|READ_CONTACTS|READ_PHONE_NUMBERS|BODY_SENSORS|BIND_ACCESSIBILITY_SERVICE)$')
GROUP BY p.package, p.evidence, p.path, p.signer, p.has_launcher, f.path
HAVING count(DISTINCT g.permission) >= 1

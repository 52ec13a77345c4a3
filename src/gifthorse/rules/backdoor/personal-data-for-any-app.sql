/* ---
title = "An app hands messages, calls, contacts or the phone's numbers to any other app"
question = "backdoor"
category = "exposed-privilege"
level = "high"
confidence = "medium"
basis = "capability"
needs = ["apps", "components", "exposure", "reach", "api_uses"]
says = "{package} lets any app ask {door} for {what} {rights}: {entry_method} leads to {callee} {way}."
advice = "Tell the maker: the component needs a permission. Until then remove apps that you do not trust."
because = "Android asks the user before an app may read messages or contacts. Here every app gets them without being asked, from one that has the right."
falsepositives = ["Providers that check the caller in a way the analysis does not recognise, or hand out only a part."]
limits = "That what is read is what is handed back is a likeness, so only short ways through the answering methods of providers and binders count. The phone number alone from the maker's own app, which Android's call service gives to headsets, is low."
references = ["CWE-926", "FirmScope, USENIX Security 2020"]
--- */
SELECT
    package AS subject, evidence, package, door, rights, entry_method, callee, calls_away(hops) AS way, caller || ':' || pc AS locator, steps(path) AS detail,
    listing(kinds) AS what,
    CASE WHEN power >= 3 AND list_has_any(kinds, ['messages', 'calls', 'contacts']) THEN 'high' WHEN api = 'identifiers.number' AND maker = 'maker' AND len(kinds) = 1 THEN 'low' ELSE 'medium' END AS level
FROM (
    SELECT *, list_sort(list_distinct(list(CASE category WHEN 'sms-read' THEN 'messages' WHEN 'call-log' THEN 'calls' WHEN 'contacts' THEN 'contacts'
        ELSE 'the phone''s and SIM''s numbers' END) OVER (PARTITION BY evidence))) AS kinds
    FROM ways
    WHERE (category IN ('sms-read', 'call-log', 'contacts') OR api IN ('identifiers.imei', 'identifiers.imsi', 'identifiers.number'))
      AND api NOT IN ('sms-read.incoming', 'call-log.write') AND NOT regexp_matches(callee, '\.(delete|insert|bulkInsert|update|applyBatch)$')
      AND (entry = 'binder' OR (entry = 'provider' AND regexp_matches(entry_method, '\.(query|call|openFile|openAssetFile|openTypedAssetFile)$')))
      AND door_rank = 0 AND power >= 1 AND certainty = 'direct' AND hops <= 4 AND NOT caller_checked(guards) AND NOT in_library
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY hops, method, pc) = 1
)

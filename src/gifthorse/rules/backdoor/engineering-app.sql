/* ---
title = "A tool for the factory was left on the phone"
question = "backdoor"
category = "debug-left-on"
level = "low"
confidence = "medium"
basis = "configured"
needs = ["apps", "intent_filters", "reach"]
says = "{package} answers to {codes} {rights} and {powers}."
advice = "Know that it is there; disable it if the phone allows."
because = "Factory tools test what no user should touch, and were written for a room with a locked door."
falsepositives = ["EngineerMode and logging tools are normal on phones with MediaTek and other chips."]
limits = "Only the app's own code is seen; much of such tools is native."
references = ["MTKLogger and EngineerMode", "Orbic CKT: Kryptowire, DEF CON 26, section 5.2"]
--- */
SELECT
    p.package AS subject, p.evidence, p.package, p.rights, any_value(f.component) AS locator, CASE count(*) WHEN 1 THEN 'a secret dialler code' ELSE count(*) || ' secret dialler codes' END AS codes,
    array_to_string(list(DISTINCT coalesce(f.hosts[1], '?'))[1:20], ' ') AS detail,
    'can ' || listing(any_value(r.deeds)) AS powers
FROM app_power p
JOIN intent_filters f ON f.evidence = p.evidence AND f.action IN ('android.provider.Telephony.SECRET_CODE', 'android.telephony.action.SECRET_CODE')
JOIN (
    SELECT evidence, list_sort(list(DISTINCT CASE category WHEN 'exec' THEN 'run programs' WHEN 'wipe' THEN 'erase the phone' WHEN 'reboot' THEN 'restart the phone'
        WHEN 'logcat' THEN 'read logs' WHEN 'settings-write' THEN 'change protected settings' WHEN 'properties-set' THEN 'change system properties'
        WHEN 'identifiers' THEN 'read or write its numbers' END)) AS deeds
    FROM reach WHERE category IN ('exec', 'wipe', 'reboot', 'logcat', 'settings-write', 'properties-set', 'identifiers') AND api <> 'exec.getprop' GROUP BY evidence
) r ON r.evidence = p.evidence
WHERE p.power >= 2 AND len(r.deeds) >= 2
GROUP BY p.package, p.evidence, p.rights

/* ---
title = "A service of Android runs another program than Android's"
question = "backdoor"
category = "tampered"
level = "high"
confidence = "medium"
basis = "configured"
needs = ["init_services"]
says = "The service {service} of Android runs {program} as {user}{how}."
advice = "Compare the start-up files and the program with an official image."
because = "A service that every phone has is the best place to hide: its name is in every list of what is normal."
falsepositives = ["Makers' own versions of a service under another file name.", "Custom systems."]
limits = "A short list of services that all versions of Android have under the same program."
references = ["source.android.com: Android init language"]
--- */
WITH known(service, programs) AS (
    VALUES ('vold', 'vold'), ('netd', 'netd'), ('installd', 'installd'), ('zygote', 'app_process(32|64)?'), ('zygote_secondary', 'app_process(32|64)?'),
        ('servicemanager', 'servicemanager|vndservicemanager'), ('surfaceflinger', 'surfaceflinger'), ('logd', 'logd'), ('lmkd', 'lmkd'), ('ueventd', 'ueventd|init'),
        ('healthd', 'healthd'), ('adbd', 'adbd'), ('keystore', 'keystore|keystore2'), ('keystore2', 'keystore2'), ('gatekeeperd', 'gatekeeperd'), ('storaged', 'storaged'),
        ('media', 'mediaserver'), ('drm', 'drmserver'), ('tombstoned', 'tombstoned'), ('statsd', 'statsd'), ('apexd', 'apexd'), ('hwservicemanager', 'hwservicemanager'),
        ('update_engine', 'update_engine'), ('wificond', 'wificond'), ('incidentd', 'incidentd'), ('console', 'sh'), ('cameraserver', 'cameraserver'), ('audioserver', 'audioserver')
)
SELECT
    s.service AS subject, 'file' AS subject_kind, s.evidence, s.service, s.program, s.user::VARCHAR AS "user", 'line ' || s.line AS locator, s.program || ' ' || array_to_string(s.arguments, ' ') AS detail,
    CASE WHEN place_kind(s.program) <> 'system' THEN ', which lies where others can write' ELSE '' END AS how,
    CASE WHEN s.user = 'root' OR place_kind(s.program) <> 'system' THEN 'high' ELSE 'medium' END AS level
FROM services s JOIN known k USING (service)
WHERE NOT regexp_matches(regexp_extract(s.program, '[^/]+$'), '^(' || k.programs || ')$') AND s.program NOT IN ('/init', '/system/bin/init')

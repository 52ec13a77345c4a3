/* ---
title = "An app that is publicly documented as a backdoor or spy"
question = "backdoor"
category = "known-bad"
level = "high"
confidence = "medium"
basis = "known"
needs = ["apps", "signers"]
says = "{package} is documented: {what}{matched}."
advice = "Read the reference; remove or disable the app and change your passwords."
because = "Others have taken this apart and written down what it does. A name alone proves nothing, so the name counts only with its known signer or with code that can do it."
falsepositives = ["Later, cleaned versions of the same app: the version is shown."]
limits = "A short list, kept for what behaviour alone does not show. A package name without a matching signer or matching code stays medium, and so does an app that is switched off as a whole, or whose door is shut in this version."
references = ["Kryptowire 2016 and DEF CON 26", "Malwarebytes 2016-2021", "stalkerware and mercenary-spyware indicators of Amnesty Tech and MVT"]
--- */
WITH listed(name, what, needed) AS (
    VALUES ('com.adups.fota', 'Adups update service, which sent messages and call lists to China in 2016', 'exec'),
        ('com.adups.fota.sysoper', 'Adups'' system helper, which ran any app''s commands with the system''s rights', 'open exec'),
        ('com.fw.upgrade', 'Adups under another name', 'exec'), ('com.fw.upgrade.sysoper', 'Adups'' system helper under another name', 'open exec'),
        ('com.redstone.ota.ui', 'Redstone update service, which installed malware on Gigaset phones in 2021', 'install'),
        ('com.wagd.gem', 'malware that Redstone installed', ''), ('com.wagd.smarter', 'malware that Redstone installed', ''),
        ('com.wagd.xiaoan', 'malware that Redstone installed', ''), ('com.yhn4621.ujm0317', 'malware that Redstone installed', ''),
        ('com.google.eMediaService', 'Cosiloon payload', ''), ('com.google.eMusic1Service', 'Cosiloon payload', ''),
        ('com.google.ePlay3Service', 'Cosiloon payload', ''), ('com.google.eVideo2Service', 'Cosiloon payload', ''),
        ('com.dropboxchmod', 'Oppo''s service that ran any app''s commands with the system''s rights', 'open exec'),
        ('com.asus.splendidcommandagent', 'Asus'' service that ran any app''s commands with the system''s rights', 'open exec'),
        ('com.lge.gnsslogcat', 'LG''s service that wrote logs where any app wanted', ''),
        ('com.customermobile.preload.vzw', 'Verizon''s retail demo, which takes its configuration over http with the right to install', 'install'),
        ('com.mediatek.systemupdate.sysoper', 'update helper that runs commands with the system''s rights', 'exec'),
        ('com.data.acquisition', 'hidden data collector on BLU and Gionee phones', 'identifiers'),
        ('com.serv.services', 'NoviSpy', ''), ('com.accesibilityservice', 'NoviSpy', ''), ('com.linkedln.service', 'ResidentBat', ''),
        ('com.google.bat', 'ResidentBat', ''), ('cm.google.android.apps.assistant', 'ResidentBat', ''), ('com.android.framework.safety', 'ResidentBat', ''),
        ('com.client.appA', 'Cellebrite''s agent', '')
),
signed(family, what) AS (VALUES ('adups', 'signed by Adups, whose update service sent messages and call lists to China in 2016'))
SELECT
    p.package AS subject, p.evidence, p.package, p.path AS locator, concat_ws(chr(10), 'version ' || a.version_name, signed_with(p.signer)) AS detail,
    coalesce(l.what, s.what) AS what,
    CASE WHEN l.needed <> '' AND c.evidence IS NOT NULL THEN '; its code can do it' WHEN l.needed = 'open exec' THEN '; no door that is open to any app leads there in this version' WHEN l.needed <> '' THEN '; only the name matches' ELSE '' END
        || CASE WHEN p.asleep THEN '; it is asleep: all its components are switched off' ELSE '' END || coalesce('; version ' || a.version_name, '') AS matched,
    CASE WHEN p.asleep THEN 'medium' WHEN l.name IS NOT NULL AND l.needed <> '' AND c.evidence IS NULL THEN 'medium' WHEN s.family IS NOT NULL AND l.name IS NULL THEN 'medium' ELSE 'high' END AS level
FROM app_power p
JOIN apps a USING (evidence)
LEFT JOIN listed l ON l.name = p.package
LEFT JOIN signed s ON s.family = p.family
LEFT JOIN (
    SELECT DISTINCT evidence, category::VARCHAR AS category FROM api_uses
    UNION SELECT DISTINCT evidence, 'open exec' FROM ways WHERE category = 'exec' AND door_rank <= 1 AND NOT list_contains(coalesce(guards, []), 'caller-permission')
) c ON c.evidence = p.evidence AND c.category = l.needed
WHERE l.name IS NOT NULL OR s.family IS NOT NULL

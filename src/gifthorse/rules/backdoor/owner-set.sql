/* ---
title = "Somebody owns the phone by administration"
question = "backdoor"
category = "control"
level = "high"
confidence = "high"
basis = "observed"
needs = ["admins"]
says = "{package} is {role} of the phone{whose}: {powers}."
advice = "If the phone is not from your company, somebody else manages it: have it set up anew, from the recovery system."
because = "The owner of a device sees and forbids what he likes, installs apps and can erase it, and the person who holds the phone cannot remove him."
falsepositives = ["Company phones and phones of children, where the owner is known."]
limits = "Read from the phone's own files. What the owner really does is not in them. Administrators without ownership, such as find-my-phone parts, are low or medium."
references = ["source.android.com: device administration"]
--- */
SELECT
    d.package AS subject, d.evidence, d.package, coalesce(d.component, d.package) AS locator, d.role || ', user ' || coalesce(d.user, 0) AS detail,
    CASE d.role WHEN 'device-owner' THEN 'the owner' WHEN 'profile-owner' THEN 'the owner of a profile' ELSE 'an administrator' END AS role,
    CASE WHEN p.maker = 'third party' THEN ', signed by somebody else than its maker' ELSE '' END AS whose,
    CASE d.role WHEN 'device-owner' THEN 'it decides what the phone may do and can erase it' WHEN 'profile-owner' THEN 'it decides what this profile may do' ELSE 'it can lock the phone and, if it asked for that, erase it' END AS powers,
    CASE
        WHEN d.role = 'device-owner' THEN 'high'
        WHEN d.package IN ('com.google.android.gms', 'com.google.android.apps.work.clouddpc') OR p.maker = 'maker' THEN 'info'
        WHEN d.role = 'profile-owner' THEN 'medium'
        WHEN p.evidence IS NULL OR NOT coalesce(p.has_launcher, true) THEN 'medium' ELSE 'low'
    END AS level
FROM admins d
LEFT JOIN (SELECT * FROM app_power QUALIFY row_number() OVER (PARTITION BY package ORDER BY partition IS NULL, path) = 1) p ON p.package = d.package
WHERE d.package <> ''
QUALIFY row_number() OVER (PARTITION BY d.package, d.role ORDER BY d.evidence) = 1

/* ---
title = "Much is sent at night"
question = "line"
category = "exfiltration"
level = "low"
confidence = "medium"
basis = "observed"
needs = ["connections"]
says = "{who} sent {out} MB to {whom} between one and five at night and got {into} MB back."
advice = "Find out which app it is; switch it off or block the address until its maker explains it."
because = "Programs that copy a phone wait for the hours in which nobody looks and the Wi-Fi is free."
falsepositives = ["Backups of photos and films, which wait for a charger and Wi-Fi, and updates."]
limits = "Of connections that began in such a time all bytes count. Only where the phone's time zone is known."
references = []
--- */
SELECT
    subject, 'connection' AS subject_kind, evidence, who, whom, round(bytes_out / 1e6, 1) AS out, round(bytes_in / 1e6, 1) AS into,
    'night: bytes to ' || whom AS locator, connections || ' connections' AS detail,
    CASE WHEN bytes_out > 5e6 AND role NOT IN ('platform', 'messenger', 'maker', 'cloud') THEN 'medium' ELSE 'low' END AS level
FROM quiet_talks
WHERE why = 'night' AND bytes_out > 1e6 AND bytes_out > 2 * bytes_in

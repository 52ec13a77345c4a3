/* ---
title = "Much is sent while the screen is off"
question = "line"
category = "exfiltration"
level = "low"
confidence = "medium"
basis = "observed"
needs = ["connections", "screen_times"]
says = "{who} sent {out} MB to {whom} while the screen was off and got {into} MB back."
advice = "Find out which app it is; switch it off or block the address until its maker explains it."
because = "Nobody was using the phone. What it sends then nobody asked it to send just then."
falsepositives = ["Backups of photos and films, which wait for a charger and Wi-Fi, and updates."]
limits = "Of connections that began in such a time all bytes count. When the screen was off is known only from the battery's history of an acquisition."
references = []
--- */
SELECT
    subject, 'connection' AS subject_kind, evidence, who, whom, round(bytes_out / 1e6, 1) AS out, round(bytes_in / 1e6, 1) AS into,
    'screen off: bytes to ' || whom AS locator, connections || ' connections' AS detail,
    CASE WHEN bytes_out > 5e6 AND role NOT IN ('platform', 'messenger', 'maker', 'cloud') THEN 'medium' ELSE 'low' END AS level
FROM quiet_talks
WHERE why = 'screen off' AND bytes_out > 1e6 AND bytes_out > 2 * bytes_in

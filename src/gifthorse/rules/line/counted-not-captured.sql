/* ---
title = "An app's traffic went past the capture"
question = "line"
category = "unexpected-destination"
level = "low"
confidence = "medium"
basis = "observed"
needs = ["connections", "captures", "traffic_by_app"]
says = "The phone counted {counted} MB sent and received by {who} while the capture ran, and the capture has {captured} MB of it."
advice = "Capture outside the phone, at the Wi-Fi, and compare."
because = "What takes another way than the capture cannot be judged from it: calls on the mobile network, apps that a VPN may not see, or somebody who avoids being seen."
falsepositives = ["Traffic on the mobile network while the Wi-Fi was captured, and apps left out of the capture on purpose."]
limits = "Compared are whole hours that lie within a capture that names apps."
references = []
--- */
SELECT coalesce(package, 'user id ' || uid) AS subject, 'app' AS subject_kind, evidence, coalesce(package, 'user id ' || uid) AS who, round(sum(counted_in + counted_out) / 1e6, 1) AS counted, round(sum(captured_in + captured_out) / 1e6, 1) AS captured,
    'user id ' || uid AS locator, count(*) || ' spans from ' || min(start)::VARCHAR AS detail
FROM capture_gaps
WHERE uid >= 10000 AND uid NOT BETWEEN 1000000000 AND 2000000000
GROUP BY evidence, uid, package HAVING sum(counted_in + counted_out) > 1e6 AND sum(counted_in + counted_out) > 2 * sum(captured_in + captured_out)

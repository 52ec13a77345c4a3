/* ---
title = "What to install is said in the clear"
question = "line"
category = "update-over-http"
level = "medium"
confidence = "high"
basis = "observed"
needs = ["connections", "http"]
says = "{who} was told in the clear by {whom} what to fetch{unasked}: {what}."
advice = "Ask the maker; install updates only over a VPN until then."
because = "Whoever sits on the way can name another file, another version and the digest that fits it. A digest that comes on the same way protects nothing."
falsepositives = ["Lists of apps or packages whose signature is checked before they are used."]
limits = "JSON, XML and short texts that name an address of code and a version or digest. It is high where the answer orders it to be done without asking, or names code that Android checks no signature of (dex, jar, so, scripts)."
references = ["CWE-494", "CVE-2016-6564", "Adups FOTA: Kryptowire, November 2016"]
--- */
SELECT k.subject, 'connection' AS subject_kind, k.evidence, k.who, k.whom, left(h.offers, 240) AS what, CASE WHEN h.offers_unasked THEN ', without asking' ELSE '' END AS unasked,
    'packet ' || h.packet AS locator, concat_ws(' ', h.method, left(split_part(h.url, '?', 1), 160)) AS detail,
    CASE WHEN h.offers_unasked OR h.offers_kind IN ('dex', 'jar', 'so', 'sh', 'ko') THEN 'high' END AS level
FROM http h JOIN talks k USING (evidence, connection)
WHERE h.scheme = 'http' AND NOT k.local AND h.offers IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY k.evidence, k.who, h.host, h.offers_kind ORDER BY h.offers_unasked DESC, h.packet) = 1

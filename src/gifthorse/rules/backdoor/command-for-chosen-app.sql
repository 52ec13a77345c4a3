/* ---
title = "A system app runs every command of one chosen other app"
question = "backdoor"
category = "remote-command"
level = "high"
confidence = "high"
basis = "capability"
needs = ["apps", "exposure", "origins", "api_uses", "methods", "calls"]
says = "{package} runs {rights} whatever command is handed to {door}; who may ask is decided by its own code, which looks at {checks}, and not by Android's permissions: {callee}{others}."
advice = "Find out whose app is let in, and disable both until the maker has explained why an app needs the system's shell."
because = "The helper lends the system's identity to an app that Android would never give it to. Whoever controls that app, or its update server, can do anything on the phone; a check written by hand is also easily got around."
falsepositives = ["Test and diagnosis helpers that a maker forgot to remove. They are as dangerous."]
limits = "Only the kind of check is known, not which names or keys it lets through."
references = ["Kryptowire, DEF CON 26, section 4.6 (Adups sysoper)"]
--- */
SELECT
    package AS subject, evidence, package, rights, coalesce(door, component, 'its binder') AS door, callee,
    listing(list_sort(list_transform(list_filter(guards, lambda g: g IN ('caller-uid', 'caller-signature', 'package-name')),
        lambda g: CASE g WHEN 'caller-uid' THEN 'the caller''s user id' WHEN 'caller-signature' THEN 'the caller''s signature' ELSE 'the caller''s name' END))) AS checks,
    CASE WHEN proven THEN 'high' ELSE 'medium' END AS confidence,
    caller || ':' || pc AS locator, steps(path) AS detail,
    more_ways(places) AS others
FROM (
    SELECT *, count(*) OVER (PARTITION BY evidence) AS places
    FROM decided_outside d
    WHERE category = 'exec' AND argument = 'command' AND (evidence, method, pc) NOT IN (SELECT (evidence, method, pc) FROM harmless) AND source = 'any app' AND power >= 3 AND NOT in_library
      AND list_has_any(guards, ['caller-signature', 'package-name']) AND NOT list_contains(guards, 'caller-permission')
      -- Who compares two installed apps by their signatures lets in his own kind, and nobody of a foreign name.
      AND NOT EXISTS (
        SELECT 1 FROM methods t JOIN calls c ON c.evidence = t.evidence AND c.callee = t.method JOIN methods u ON u.evidence = c.evidence AND u.method = c.method
        WHERE t.evidence = d.evidence AND t.class LIKE 'android.content.pm.%PackageManager' AND t.name = 'checkSignatures'
          AND list_contains(list_transform(d.path, lambda step: split_part(regexp_replace(step, '[.][^.]+$', ''), '$', 1)), split_part(u.class, '$', 1))
      )
    QUALIFY row_number() OVER (PARTITION BY evidence ORDER BY proven DESC, len(path), method, pc) = 1
)

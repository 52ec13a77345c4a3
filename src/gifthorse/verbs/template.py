"""What `gifthorse rules new` writes: a rule with every key explained, its hit and its twin."""

from __future__ import annotations

from gifthorse.judge import CATEGORIES, CONFIDENCES, LEVELS

_RULE = """\
/* ---
# One sentence that completes "It finds that ...", for people.
title = "A system app runs commands for any other app"
question = "{question}"
# One of: {categories}
category = "{category}"
# critical: act now, somebody outside can take the phone over and we show how. high: strong and specific, a specialist
# would stop here. medium: worth asking the vendor. low: hygiene. info: a fact. One of: {levels}
level = "high"
# {confidences}. Rows may carry their own columns `level` and `confidence`.
confidence = "medium"
# capability: the code can; configured: it is set up to; observed: it was seen; known: identical to something public;
# attested: hardware says so.
basis = "capability"
# Tables the rule stands on. Where one of them was not examined, the rule answers "not examined", never "clean".
needs = ["apps", "components", "exposure", "reach"]
# Every {{name}} is a column of the SELECT.
says = "{{package}} lets any app run commands as {{uid}}: {{component}} reaches {{api}} in {{hops}} calls."
advice = "Remove or disable the app; do not use the phone until then."
# Why this is bad, for a reader who is no expert.
because = "..."
# Who does this innocently. [] only if `because` says why nobody does.
falsepositives = ["..."]
# What the rule cannot see.
limits = "..."
references = []
--- */
-- Columns: `subject` and `evidence` must be there; `subject_kind` (app if left out), `locator`, `detail` and every name
-- in `says` as needed. Behaviour first: a list of names alone is no detection.
SELECT r.package AS subject,
       r.evidence,
       r.entry_method AS locator,
       array_to_string(r.path, chr(10)) AS detail,
       r.package, a.uid, r.component, r.api, r.hops
FROM reach r
JOIN apps a ON a.evidence = r.evidence
JOIN exposure x ON x.evidence = r.evidence AND x.target = r.component
WHERE r.category = 'exec'
  AND x.open_to = 'anyone'
  AND len(r.guards) = 0
ORDER BY r.package, r.hops
"""

_MANIFEST = """\
<manifest package="com.example.{word}" versionCode="1" versionName="1.0" sign="orchard-platform">
  <uses-sdk minSdkVersion="26" targetSdkVersion="30"/>
  <application label="{label}">
    <service name=".Work" exported="{exported}"/>
  </application>
</manifest>
"""

_CODE = """\
package com.example.{word};

class Work extends Service {{
  // {sentence}
  public int onStartCommand(Intent intent, int flags, int id) {{
    return 2;
  }}
}}
"""


def files(question: str, name: str) -> dict[str, str]:
    """Path within the checkout and text of everything a new rule needs."""
    word = name.replace("-", "")
    rule = _RULE.format(
        question=question,
        categories=", ".join(sorted(CATEGORIES[question])),
        category=sorted(CATEGORIES[question])[0],
        levels=", ".join(LEVELS),
        confidences=", ".join(CONFIDENCES),
    )
    made = {f"src/gifthorse/rules/{question}/{name}.sql": rule}
    sentences = {
        "hit": "The rule must fire on this: plant the behaviour here, as a real case does it.",
        "twin": "The rule must be silent on this: the nearest innocent thing, different only in what excuses it.",
    }
    for kind, sentence in sentences.items():
        app = f"tests/rules/{question}/{name}/{kind}.src/system/app/{name.title().replace('-', '')}/{word}.apk"
        exported = "true" if kind == "hit" else "false"
        made[f"{app}/manifest.xml"] = _MANIFEST.format(word=word, label=word.capitalize(), exported=exported)
        made[f"{app}/code.java"] = _CODE.format(word=word, sentence=sentence)
        framework = f"tests/rules/{question}/{name}/{kind}.src/system/framework/framework-res.apk.from"
        made[framework] = "gift-phone/tree.src/system/framework/framework-res.apk\n"
    return made

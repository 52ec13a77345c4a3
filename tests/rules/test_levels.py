"""Fixtures that are no twins, since something is to be said, but of which less must be said than of the hit."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.rules.test_every_rule import HERE, RULES, read, written

from gifthorse import judge

LOWER = {
    "backdoor/command-from-any-app/hit-argument": "medium",
    "backdoor/install-downloaded/hit-compared": "medium",
    "backdoor/known-backdoor/hit-closed": "medium",
    "backdoor/permissive-domain/hit-spare.json": "medium",
    "backdoor/sms-from-network/hit-words": "medium",
}


@pytest.mark.parametrize("fixture", LOWER)
def test_less_is_said(fixture: str) -> None:
    path = HERE / fixture
    rule = next(rule for rule in RULES if Path(rule.id) == path.relative_to(HERE).parent)
    with judge.connect(written(path) if path.suffix == ".json" else read(path)) as connection:
        hits, _ = judge.run([rule], connection, rule.needs)
    assert {hit.level for hit in hits} == {LOWER[fixture]}


def test_one_finding_for_many_apps_with_one_public_key() -> None:
    path = HERE / "backdoor/public-system-key/hit-many.json"
    rule = next(rule for rule in RULES if rule.id == "backdoor/public-system-key")
    with judge.connect(written(path)) as connection:
        hits, _ = judge.run([rule], connection, rule.needs)
    assert [(hit.level, hit.subject_kind) for hit in hits] == [("critical", "phone")]

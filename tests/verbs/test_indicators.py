"""`gifthorse check --indicators`: the user's lists, compared whole and never in parts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.evidence import phones

from gifthorse import judge
from gifthorse.cli import run
from gifthorse.tables import Rows

FIXTURES = Path(__file__).parents[1] / "rules/backdoor/listed-indicator"


def listed(tmp_path: Path, *patterns: str) -> str:
    objects = [{"type": "indicator", "id": f"indicator--{n}", "pattern": p} for n, p in enumerate(patterns)]
    file = tmp_path / "list.stix2"
    file.write_text(json.dumps({"type": "bundle", "id": "bundle--1", "objects": objects}))
    return str(file)


def test_every_kind_of_indicator_can_match() -> None:
    rows = Rows()
    for table, entries in json.loads((FIXTURES / "hit.json").read_text()).items():
        for entry in entries:
            rows.add(table, **entry)
    (rule,) = [r for r in judge.load() if r.id == "backdoor/listed-indicator"]
    with judge.connect(dict(rows.tables())) as connection:
        hits, _ = judge.run([rule], connection, rule.needs)
    found = {hit.locator: (hit.subject, hit.level, hit.confidence) for hit in hits}
    assert found == {
        "package org.pryingfox": ("org.pryingfox", "high", "medium"),
        f"file-sha256 {'5a' * 32}": ("org.b", "high", "high"),
        f"certificate-sha1 {'0c' * 20}": ("org.c", "high", "high"),
        "domain pryingfox.example": ("org.d", "medium", "medium"),
        "url http://collect.example/in": ("org.d", "medium", "medium"),
        "address 203.0.113.99": ("p/system/lib/l.so", "medium", "low"),
        "file-name fox.apk": ("p/x.zip!fox.apk", "medium", "low"),
        "property persist.fox": ("p/system/build.prop", "medium", "low"),
        "process foxd": ("p/system/etc/init/f.rc", "medium", "low"),
    }
    assert all("https://example.org/report" in h.detail for h in hits if "persist.fox" not in h.locator)


def test_a_check_with_a_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    phone = phones.write(tmp_path / "in", {"a.apk": phones.apk("org.spy"), "b.apk": phones.apk("org.spying")})
    given = listed(tmp_path, "[app:id = 'org.spy']", "[app:id LIKE 'org%']")
    stix = tmp_path / "out.stix2"
    command = ["check", str(phone), "--case", str(tmp_path / "case"), "--json"]
    assert run([*command, "--indicators", given, "--stix", str(stix)]) == 1
    document = json.loads(capsys.readouterr().out)
    (finding,) = [f for f in document["findings"] if f["rule"] == "backdoor/listed-indicator"]
    assert finding["subject"] == {"kind": "app", "name": "org.spy"}
    assert "indicator indicator--0" in finding["evidence"][0]["detail"]
    assert [p["sentence"] for p in document["problems"] if p["reader"] == "indicators"] == [
        "1 indicator of this list could not be compared with anything that is read."
    ]
    # What was written recognises the same file, under any name, in another place
    other = phones.write(tmp_path / "other", {"renamed.apk": (phone / "a.apk").read_bytes()})
    command = ["check", str(other), "--case", str(tmp_path / "case2"), "--json"]
    assert run([*command, "--indicators", str(stix)]) == 1
    (finding,) = [f for f in json.loads(capsys.readouterr().out)["findings"] if "indicator" in f["rule"]]
    assert finding["confidence"] == "high" and "file-sha256" in finding["says"]
    assert run(command) == 0, "without a list the rule is not asked"


@pytest.mark.parametrize("content", [b"", b"{}", b"\x00", b'{"type": "bundle", "objects": 3}'])
def test_a_list_that_is_none_fails_before_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    (tmp_path / "list").write_bytes(content)
    for file in ("list", "missing"):
        assert run(["check", "/nowhere", "--indicators", str(tmp_path / file)]) == 2
        assert "The list" in capsys.readouterr().err

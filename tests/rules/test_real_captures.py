"""What is found on real captures, from what their sources say of them; and that ordinary traffic raises no alarm."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.conftest import ROOT

from gifthorse import check, judge

FOLDER = Path(os.environ.get("GIFTHORSE_EVIDENCE", ROOT.parent / "shared" / "evidence")) / "pcap" / "ndpi"
RULES = [rule for rule in judge.load() if rule.question == "line"]

# The source calls each of these what the rule says, in its own words (names of the files, nDPI's notes).
FOUND = {
    "bad-dns-traffic.pcap": {"line/names-carry-data"},
    "dns-tunnel-iodine.pcap": {"line/names-carry-data"},
    "dns_exfiltration.pcap": {"line/names-carry-data"},
    "http_auth.pcap": {"line/password-in-clear"},
    "emotet.pcap": {"line/password-in-clear"},
}
TOLD = {
    "1kxun.pcap": {"line/device-id-seen-in-clear", "line/talks-over-http"},
    "xiaomi.pcap": {"line/names-over-http", "line/messages-in-clear"},
    "ssl-cert-name-mismatch.pcap": {"line/certificate-for-another"},
}
ORDINARY = (
    "android.pcap",
    "iphone.pcap",
    "wechat.pcap",
    "weibo.pcap",
    "whatsapp.pcap",
    "signal.pcap",
    "telegram.pcap",
    "viber.pcap",
    "instagram.pcap",
    "snapchat.pcap",
    "netflix.pcap",
    "reddit.pcap",
    "teams.pcap",
    "waze.pcap",
    "alexa-app.pcapng",
    "googledns_android10.pcap",
    "KakaoTalk_talk.pcap",
    "tencent_games.pcap",
    "xiaomi.pcap",
    "1kxun.pcap",
)

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="no real captures: see GIFTHORSE_EVIDENCE")


def said(paths: list[Path], case: Path) -> dict[str, str]:
    """The level of every rule that fires, the worst of each."""
    document = check.run(paths, case=case, rules=RULES, jobs=1).document
    return {finding.rule: finding.level for finding in reversed(document.findings)}


@pytest.mark.parametrize("name", FOUND)
def test_what_is_known_to_be_bad_is_found(name: str, tmp_path: Path) -> None:
    levels = said([FOLDER / name], tmp_path / "case")
    assert {rule for rule, level in levels.items() if level in ("high", "critical")} == FOUND[name]


@pytest.mark.parametrize("name", TOLD)
def test_what_is_worth_a_word_is_told(name: str, tmp_path: Path) -> None:
    levels = said([FOLDER / name], tmp_path / "case")
    assert TOLD[name] <= {rule for rule, level in levels.items() if level in ("low", "medium")}


def test_ordinary_traffic_raises_no_alarm(tmp_path: Path) -> None:
    """Twenty captures of everyday phones together, as one case."""
    levels = said([FOLDER / name for name in ORDINARY], tmp_path / "case")
    assert {rule for rule, level in levels.items() if level in ("high", "critical")} == set()

"""What Android's services say, in the words of several versions."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from gifthorse.formats.dumpsys.battery import Battery
from gifthorse.formats.dumpsys.connectivity import Connectivity
from gifthorse.formats.dumpsys.netstats import NetStats
from gifthorse.formats.dumpsys.packages import Packages

NEW = """\
Xt stats:
  Pending bytes: 0
  ident=[{type=0, ratType=3, subscriberId=310260..., metered=true}] uid=-1 set=ALL tag=0x0
    NetworkStatsHistory: bucketDuration=3600
      st=1714989600 rb=24028 rp=75 tb=25282 tp=86 op=0
UID stats:
  Pending bytes: 0
  History since boot:
  ident=[{type=1, wifiNetworkKey="home"wpa2-psk, metered=false, transports={1, 4}}] uid=10144 set=FOREGROUND tag=0x0
    NetworkStatsHistory: bucketDuration=7200
      st=1714989600 rb=63623203 rp=51606 tb=1594753 tp=9557 op=0
      st=1714996800 rb=5 rp=1 tb=7 tp=1 op=0
  ident=[{type=WIFI, subType=COMBINED, networkId="Café", metered=true}] uid=1000 set=DEFAULT tag=0x0
    NetworkStatsHistory: bucketDuration=7200
      st=1714989600 rb=1 rp=1 tb=2 tp=1 op=0
UID tag stats:
  ident=[{type=1}] uid=10144 set=FOREGROUND tag=0xffffff01
    NetworkStatsHistory: bucketDuration=7200
      st=1714989600 rb=9 rp=9 tb=9 tp=9 op=0
"""
OLD = """\
UID stats:
ident=[[type=MOBILE, subType=COMBINED]] uid=10050 set=DEFAULT tag=0x0
NetworkStatsHistory: bucketDuration=7200000
bucketStart=1478098800000 activeTime=31824 rxBytes=21502 rxPackets=78 txBytes=17748 txPackets=90 operations=0
"""
HISTORY = """\
Battery History (69% used, 177KB used of 256KB, 62 strings using 5486):
                    0 (10) RESET:TIME: 2024-05-06-10-00-00
                    0 (2) 100 status=discharging +running +wake_lock +screen phone_state=out
            +30s540ms (2) 100 -wake_lock -screen
          +1m40s001ms (2) 100 +screen_doze
       +1h02m03s000ms (2) 099 -running +screen brightness=dark
     +1d2h0m0s000ms (2) 012 -wake_lock stats=0:"dump"

Per-PID Stats:
  +screen
"""
DATED = """\
Battery History [Format: 2] (102% used, 4208KB used of 4096KB, 151 strings using 7967):
  12-31 23:50:00.000 093 status=discharging +running +screen
  12-31 23:59:00.500 092 -screen
  01-01 00:30:00.000 TIME: 2026-01-01-00-30-00
  01-01 00:30:00.000 092 +running
  01-01 07:00:00.000 090 +screen
  01-01 07:10:00.000 090

--------- 0.100s was the duration of dumpsys batterystats, ending at: 2026-01-01 07:11:00
"""
PACKAGES = """\
Packages:
  Package [com.example.torch] (4f1e2d):
    userId=10123
    pkg=Package{...}
  Package [com.example.other] (4f1e2e):
    appId=10124
package:com.example.third uid:10125
com.example.fourth 10126 0 /data/user/0/com.example.fourth default:targetSdkVersion=30 none
"""
NETWORKS = (
    "  NetworkAgentInfo{network{101}  ni{WIFI CONNECTED} lp{{InterfaceName: wlan0 "
    "LinkAddresses: [ fe80::1/64,192.168.1.5/24 ] "
    "DnsAddresses: [ /192.168.1.1 ] HttpProxy: [proxy.example] 8080 PrivateDnsServerName: dns.example }} "
    "nc{[ Transports: WIFI Capabilities: INTERNET]}"
)


def test_counters_by_app() -> None:
    stats = NetStats()
    for line in NEW.splitlines():
        stats.feed(line)
    assert not stats.unread
    assert [(s.uid, s.network, s.foreground, s.start, s.seconds, s.bytes_in, s.bytes_out) for s in stats.found] == [
        (10144, "vpn", True, 1714989600, 7200, 63623203, 1594753),
        (10144, "vpn", True, 1714996800, 7200, 5, 7),
        (1000, "wifi", False, 1714989600, 7200, 1, 2),
    ]
    assert [(s.name, s.metered) for s in stats.found[1:]] == [("home", False), ("Café", True)]


def test_older_words_and_milliseconds() -> None:
    stats = NetStats()
    for line in OLD.splitlines():
        stats.feed(line)
    (span,) = stats.found
    assert (span.network, span.start, span.seconds, span.bytes_out) == ("mobile", 1478098800, 7200, 17748)


def test_lines_that_are_not_understood_are_counted() -> None:
    stats = NetStats()
    for line in NEW.replace("rb=5", "received=5").replace("uid=1000", "user=1000").splitlines():
        stats.feed(line)
    assert (len(stats.found), stats.unread) == (1, 3)


def test_the_screen() -> None:
    battery = Battery()
    for line in HISTORY.splitlines():
        battery.feed(line)
    battery.finish()
    assert battery.found == [
        (True, datetime(2024, 5, 6, 10, 0), datetime(2024, 5, 6, 10, 0, 30, 540_000)),
        (False, datetime(2024, 5, 6, 10, 0, 30, 540_000), datetime(2024, 5, 6, 11, 2, 3)),
        (True, datetime(2024, 5, 6, 11, 2, 3), datetime(2024, 5, 7, 12, 0)),
    ]


def test_the_screen_in_newer_words() -> None:
    expected = [
        (True, datetime(2025, 12, 31, 23, 50), datetime(2025, 12, 31, 23, 59, 0, 500_000)),
        (False, datetime(2025, 12, 31, 23, 59, 0, 500_000), datetime(2026, 1, 1, 7, 0)),
        (True, datetime(2026, 1, 1, 7, 0), datetime(2026, 1, 1, 7, 10)),
    ]
    battery = Battery()
    for line in DATED.splitlines():
        battery.feed(line)
    battery.finish()
    assert battery.found == expected
    # Only the end of the dump tells the year: the last span has no line of the screen's to end it
    battery = Battery()
    for line in DATED.splitlines():
        if "TIME:" not in line:
            battery.feed(line)
    battery.finish()
    assert battery.found == expected[:2]
    battery = Battery()
    for line in DATED.splitlines()[:3]:
        battery.feed(line)
    battery.finish()
    assert (battery.found, battery.unread) == ([], 2)


def test_user_ids() -> None:
    packages = Packages()
    for line in PACKAGES.splitlines():
        packages.feed(line)
    assert list(packages.found) == [
        (10123, "com.example.torch"),
        (10124, "com.example.other"),
        (10125, "com.example.third"),
        (10126, "com.example.fourth"),
    ]


def test_networks() -> None:
    connectivity = Connectivity()
    connectivity.feed(NETWORKS)
    connectivity.feed(NETWORKS)
    (network,) = connectivity.found.values()
    assert network == (
        "wlan0", ("WIFI",), ("fe80::1/64", "192.168.1.5/24"), ("192.168.1.1",), "dns.example", "[proxy.example] 8080",
    )  # fmt: skip


WORDS = st.lists(
    st.sampled_from([*NEW.split(), *HISTORY.split(), *DATED.split(), *PACKAGES.split(), "\n", "\n  ", "\n   "])
    | st.text(max_size=5)
)


@given(WORDS.map(" ".join), st.sampled_from([NEW, HISTORY, DATED, PACKAGES]), st.integers(0, 400))
def test_nothing_ends_it(junk: str, text: str, at: int) -> None:
    battery = Battery()
    for reader in (NetStats(), battery, Packages(), Connectivity()):
        for line in (text[:at] + junk + text[at:]).splitlines():
            reader.feed(line)
    battery.finish()

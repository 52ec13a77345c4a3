"""A line page's facts for tests: invented, of every kind, and the same with hostile text in all places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle
from typing import Any

from msgspec import Struct

from gifthorse.report.traffic import (
    Beacon,
    Certificate,
    Chain,
    Heard,
    Item,
    Onlooker,
    Question,
    Radio,
    Recording,
    Stretch,
    Talk,
    Totals,
    Traffic,
)

BEGIN = 1_767_600_000.0  # 2026-01-05 08:00
DAY = 86_400.0
SAID = "the IMEI 35…09 to collect.lumio-data.example (in the URL, field imei)"


def traffic() -> Traffic:
    """A morning of a phone with one app that tells what it should not."""
    return Traffic(
        recordings=(Recording("phone/morning.pcapng", 5_120, 3_400_000, BEGIN, BEGIN + 4 * 3_600, 1, 7),),
        totals=Totals(212, 31, 4, 9, 120_400, 2_900_000),
        talks=(
            Talk(
                "com.data.harvest",
                "Harvest",
                "lumio-data.example",
                "",
                "contents",
                ("collect.lumio-data.example",),
                1,
                24,
                48_000,
                3_600,
            ),
            Talk("com.android.chrome", "", "Google", "platform", "name", ("www.google.com",), 4, 90, 61_000, 2_800_000),
            Talk(
                "com.tidewater.appmall", "App Mall", "Akamai", "network", "address", ("203.0.113.9",), 1, 3, 900, 4_000
            ),
            Talk("com.lumio.saletime", "", "addresses without a name", "", "unknown", ("203.0.113.77",), 1, 1, 80, 0),
        ),
        stretches=(
            Stretch(BEGIN, 300.0, (400, 0, 90_000, 1_200), (1_000, 0, 2_500_000, 90_000)),
            Stretch(BEGIN + 3 * 3_600, 300.0, (900, 1_000), (40_000, 0)),
        ),
        beacons=(
            Beacon(
                "com.data.harvest",
                "collect.lumio-data.example",
                8082,
                False,
                0.97,
                (0.99, 1.0, 0.94, 0.95),
                600.0,
                2.0,
                24,
                48_000,
                tuple(BEGIN + 600 * i + i % 3 for i in range(24)),
            ),
        ),
        chains=(
            Chain(
                "update.lumio.example",
                ("com.tidewater.appmall",),
                3,
                404,
                "phone/morning.pcapng",
                BEGIN,
                ("expired 12 days before it was used", "leads to no public authority"),
                (
                    Certificate(
                        "CN=update.lumio.example",
                        "CN=Lumio Device CA,O=Lumio",
                        BEGIN - 400 * DAY,
                        BEGIN - 12 * DAY,
                        "RSA 1024",
                        "sha1-rsa",
                        "ab" * 32,
                        ("expired", "short key"),
                        "broken",
                    ),
                    Certificate(
                        "CN=Lumio Device CA,O=Lumio",
                        "CN=Lumio Root,O=Lumio",
                        None,
                        BEGIN + 9_000 * DAY,
                        "EC 256",
                        "sha256-ecdsa",
                        "cd" * 32,
                        (),
                        "missing",
                    ),
                ),
            ),
        ),
        onlookers=(
            Onlooker(
                "A person in the same café",
                "Sees every packet.",
                (
                    Item(
                        "Numbers",
                        2,
                        "value",
                        ("the IMEI 35…09 to collect.lumio-data.example (in the URL, field imei)",),
                        "high",
                    ),
                ),
                ("The contents of 93 encrypted connections.",),
            ),
            Onlooker("At the operator", "The same.", (), ()),
        ),
        radio=(
            Radio(
                "phone/modem.qmdl",
                1_891,
                ("999-01: 4G, 3 cells",),
                (
                    Question(
                        "encryption",
                        "Is it encrypted?",
                        22,
                        "",
                        (
                            Heard("4G, to the base station: no encryption was ordered, EEA0", 1, bare=True),
                            Heard("4G, to the base station: encrypted with EEA2 (AES)", 21),
                        ),
                        2,
                    ),
                    Question("paging", "Was the phone called for nothing?", 7, ""),
                    Question(
                        "downgrade",
                        "Is the phone pushed to an older network?",
                        0,
                        "no connection over 4G or 5G was logged",
                    ),
                ),
            ),
        ),
        left_out=(("talks", 3), ("beacons", 1), ("chains", 2)),
    )


def hostile(value: Any, texts: Sequence[str]) -> Any:
    """The same with every text replaced by one of `texts`, in turn."""
    return _replaced(value, cycle(texts))


def _replaced(value: Any, texts: Iterator[str]) -> Any:
    if isinstance(value, str):
        return next(texts)
    if isinstance(value, tuple):
        return tuple(_replaced(v, texts) for v in value)
    if isinstance(value, Struct):
        kept = {"readable", "link", "unit", "level"}  # words of ours, not text from packets
        made = {name: getattr(value, name) for name in value.__struct_fields__}
        return type(value)(**{n: v if n in kept else _replaced(v, texts) for n, v in made.items()})
    return value

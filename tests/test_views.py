"""What rules share: made when asked for, and with the columns that the file states."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
import rtoml

from gifthorse import gates, judge, views


def test_the_file_states_the_columns() -> None:
    with judge.connect({}) as connection:
        made = gates.columns(connection)
    assert {name: sorted(made[name]) for name in views.tables()} == {
        name: sorted(columns) for name, columns in views.columns().items()
    }


def test_a_table_is_made_with_what_stands_behind_it() -> None:
    with judge.connect({}, derive=False) as connection:
        shared = views.Views(connection)
        shared.make("SELECT 1 FROM sends")
        made = gates.columns(connection).keys() & views.tables().keys()
        assert made == {"app_power", "code_power", "places", "addresses", "phone", "messengers", "sends"}
        shared.make("SELECT 1 FROM sends JOIN phone ON true")
        assert connection.execute("SELECT count(*) FROM phone").fetchall() == [(1,)]


def test_what_nothing_fills_is_not_made() -> None:
    with judge.connect({}, derive=False) as connection:
        shared = views.Views(connection)
        asked = ["SELECT 1 FROM sends", "SELECT 1 FROM app_power WHERE power >= 2", "SELECT count(*) FROM apps"]
        assert shared.promising(asked) == [False, False, True]
        assert not gates.columns(connection).keys() & views.tables().keys()


def test_all_that_code_can_send_has_a_plain_name() -> None:
    """The short names of calls, as `origins` has them, and the keys and files that are numbers."""
    toml = rtoml.loads((files("gifthorse") / "data" / "sources.toml").read_text("utf-8"))
    calls = [c for source in toml["source"] if source["kind"] == "identifier" for c in source["calls"]]
    numbers = [".".join(call.partition("(")[0].rsplit(".", 2)[1:]) for call in calls]
    numbers += ["ro.serialno", "persist.radio.imei", "wlan.driver.macaddr", "persist.bt.bdaddr", "android_id"]
    numbers += [path for one in toml["path"] if one["kind"] == "identifier" for path in one["begins"]]
    kinds = set(re.findall(r"'([a-z-]+)'", re.search(r"o\.origin IN \(('identifier', [^)]+)\)", views.text())[1]))  # type: ignore[index]
    assert len(kinds) == 16
    with judge.connect({}) as connection:
        named = {
            (kind, source): connection.execute("SELECT data_name(?, ?)", [kind, source]).fetchall()[0][0]
            for kind in kinds
            for source in (numbers if kind == "identifier" else [""])
        }
    plain = {"contacts", "messages"}
    assert [key for key, name in named.items() if name == key[0] and name not in plain] == []
    vague = {source for (_, source), name in named.items() if name == "an id of the phone"}
    assert vague == {"InstanceID.getId", "MediaDrm.getPropertyByteArray"}


@pytest.mark.parametrize(
    ("place", "field", "says"),
    [
        ("url", "imei", "in the URL, field imei"),
        ("body", "who", "in the body, field who"),
        ("header", "cookie", "in the headers, field cookie"),
        ("payload", "", "in what was sent"),
        ("login", None, "in the login"),
    ],
)
def test_where_a_value_stood(place: str, field: str | None, says: str) -> None:
    with judge.connect({}) as connection:
        assert connection.execute("SELECT held_in(?, ?)", [place, field]).fetchall() == [(says,)]


@pytest.mark.parametrize(
    ("seconds", "says"),
    [(1, "1 second"), (59.6, "60 seconds"), (1201, "20 minutes"), (7200, "2 hours"), (9000, "2.5 hours")],
)
def test_how_long_as_people_say_it(seconds: float, says: str) -> None:
    with judge.connect({}) as connection:
        assert connection.execute("SELECT lasting(?)", [seconds]).fetchall() == [(says,)]


@pytest.mark.parametrize(
    ("subject", "says"),
    [
        ("CN=Ann Lee,OU=R&D,O=Acme", "Ann Lee (Acme)"),
        ("emailAddress=a@b.example,CN=Android,O=Android,C=US", "Android"),
        ("CN=Acme\\, Inc.,C=US", "Acme\\, Inc."),
        ("OU=x,O=Acme", "Acme"),
        ("OU=x", "OU=x"),
        (None, None),
    ],
)
def test_whose_key_it_is(subject: str | None, says: str | None) -> None:
    with judge.connect({}) as connection:
        assert connection.execute("SELECT key_owner(?)", [subject]).fetchall() == [(says,)]

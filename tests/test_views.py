"""What rules share: made when asked for, and with the columns that the file states."""

from __future__ import annotations

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

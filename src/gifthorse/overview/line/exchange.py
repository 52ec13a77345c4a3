"""What two sides exchanged, in one line for a finding about them: how often, over what, when, how much, from where."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from gifthorse import views
from gifthorse.report import words

if TYPE_CHECKING:
    import duckdb

_ASKED = """
SELECT evidence, subject, count(*), list_distinct(list(coalesce(protocol, 'nothing read') || ' over ' || transport)),
       min(first), max(last), sum(bytes_out)::BIGINT, sum(bytes_in)::BIGINT, min(first_packet)
FROM talks WHERE subject IN (SELECT unnest(?)) AND evidence IN (SELECT unnest(?)) GROUP BY evidence, subject
"""


def lines(connection: duckdb.DuckDBPyConnection, pairs: Collection[tuple[int, str]]) -> dict[tuple[int, str], str]:
    """One line for each capture and `who → whom` that connections are known of."""
    if not pairs:
        return {}
    views.make(connection, "talks")
    wanted = [list({subject for _, subject in pairs}), list({evidence for evidence, _ in pairs})]
    found = {}
    for evidence, subject, count, how, first, last, out, into, packet in connection.execute(_ASKED, wanted).fetchall():
        parts = [f"{words.count(count, 'connection')} ({words.names(sorted(how)[:3], len(how))})", _when(first, last)]
        parts.append(f"{words.size(out)} out and {words.size(into)} in")
        parts.append(f"from packet {packet} on" if packet else "")
        found[evidence, subject] = ", ".join(part for part in parts if part)
    return found


def _when(first: datetime | None, last: datetime | None) -> str:
    if first is None:
        return ""
    begin = first.strftime("%Y-%m-%d %H:%M:%S")
    if last is None or last - first < last.resolution * 1_000_000:
        return f"{begin} UTC"
    return f"{begin} to {last.strftime('%H:%M:%S' if last.date() == first.date() else '%Y-%m-%d %H:%M:%S')} UTC"

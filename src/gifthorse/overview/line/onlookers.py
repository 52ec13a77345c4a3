"""What three onlookers could read of the captures: in the same Wi-Fi, at the operator, at whoever receives.

Only what stands in the tables counts: what was sent, not what might be. What only a key log opened is hidden from them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from gifthorse.report import words
from gifthorse.report.traffic import Item, Onlooker

if TYPE_CHECKING:
    import duckdb

    from gifthorse.overview.line.names import Names

EXAMPLES: Final = 8
TOKENS: Final = 12

_CAFE = (
    "Whoever runs the Wi-Fi of a café, or is in it where it is open, sees every packet between phone and access point."
)
_OPERATOR = (
    "The mobile operator, or the provider behind the Wi-Fi, can read the same of all that leaves the place. "
    "It knows who pays for the line, and can keep what it reads."
)
_ELSEWHERE = (
    (
        "resolver",
        "Names asked over encrypted DNS of {}: only that they were asked. Whoever answers them reads them all.",
    ),
    (
        "tunnel",
        "What went through the tunnel to {}: it is as hidden from this report. Whoever runs its other end reads there "
        "what others would read here.",
    ),
)
_VENDOR = "Whoever receives something reads all of it, encrypted on the way or not."


def read(connection: duckdb.DuckDBPyConnection, names: Names, *, maker: str) -> tuple[Onlooker, ...]:
    """The three, from the nearest to the farthest."""
    clear = _in_the_clear(connection, names)
    hidden = _hidden(connection)
    return (
        Onlooker("A person in the same café", _CAFE, (*clear, *_nearby(connection, names)), hidden),
        Onlooker("At the operator", _OPERATOR, _briefly(clear), (*_behind_the_door(connection), *hidden)),
        Onlooker("At the vendor and other receivers", _VENDOR, *_receivers(connection, names, maker)),
    )


def _briefly(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The same without the examples, which were told of the one before."""
    return tuple(replace(item, examples=()) for item in items)


def _ask(connection: duckdb.DuckDBPyConnection, query: str, *values: object) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = connection.execute(query, list(values)).fetchall()
    return rows


def _in_the_clear(connection: duckdb.DuckDBPyConnection, names: Names) -> tuple[Item, ...]:
    """What anybody on the way reads, the weightiest first."""
    made = [_tokens(connection, names), _pages(connection, names), _bodies(connection), _services(connection)]
    made += [_questions(connection, names), _hellos(connection, names), _agents(connection, names), _when(connection)]
    return tuple(item for item in made if item.total)


def _tokens(connection: duckdb.DuckDBPyConnection, names: Names) -> Item:
    rows = _ask(connection, "SELECT what, value, whom, place FROM values_said ORDER BY weight, times DESC, whom, value")
    examples = tuple(
        f"{what} {names.value(value)} to {names.text(whom)} ({names.text(place)})"
        for what, value, whom, place in rows[:TOKENS]
    )
    return Item("Numbers, places and secrets", len(rows), "value", examples, "high")


def _pages(connection: duckdb.DuckDBPyConnection, names: Names) -> Item:
    rows = _ask(
        connection,
        """WITH asked AS (
               SELECT whom, method, path, any_value(response_kind) AS kind, count(*) AS times FROM requests_said
               GROUP BY whom, method, path
           )
           SELECT whom, method, path, kind, times, sum(times) OVER () FROM asked
           ORDER BY row_number() OVER (PARTITION BY whom ORDER BY times DESC, path), times DESC, whom, path LIMIT ?""",
        EXAMPLES,
    )
    examples = []
    for whom, method, path, kind, times, _ in rows:
        asked = f"{method} {whom}{names.text(path)[:120]}".strip()
        examples.append(f"{asked}{f' → {kind}' if kind else ''}{f', {times:,} times' if times > 1 else ''}")
    total = int(rows[0][5]) if rows else 0
    return Item("Pages and answers over http, word for word", total, "request", tuple(examples), "medium")


def _bodies(connection: duckdb.DuckDBPyConnection) -> Item:
    rows = _ask(
        connection,
        """SELECT whom, any_value(request_kind), count(*), sum(request_bytes)::BIGINT AS bytes, sum(count(*)) OVER ()
           FROM requests_said WHERE request_bytes > 0 GROUP BY whom ORDER BY bytes DESC, whom LIMIT ?""",
        EXAMPLES,
    )
    examples = tuple(
        f"to {whom}: {words.count(times, 'body', 'bodies')}{f' ({kind})' if kind else ''}, {words.size(size)}"
        for whom, kind, times, size, _ in rows
    )
    return Item("What the phone handed in over http", int(rows[0][4]) if rows else 0, "body", examples, "medium")


def _services(connection: duckdb.DuckDBPyConnection) -> Item:
    rows = _ask(
        connection,
        """SELECT upper(protocol), any_value(whom), count(*) AS times, sum(count(*)) OVER () FROM overheard
           WHERE readable = 'contents' AND NOT local AND protocol NOT IN ('http', 'dns', 'ntp', 'stun', 'ssdp')
           GROUP BY protocol ORDER BY times DESC, 1 LIMIT ?""",
        EXAMPLES,
    )
    examples = tuple(
        f"{what} with {whom}{f' and others, {times:,} in all' if times > 1 else ''}" for what, whom, times, _ in rows
    )
    return Item("Other services without encryption", int(rows[0][3]) if rows else 0, "connection", examples, "medium")


def _questions(connection: duckdb.DuckDBPyConnection, names: Names) -> Item:
    rows = _ask(
        connection,
        """SELECT name, count(*) AS times, count(*) OVER () FROM dns WHERE transport IN ('udp', 'tcp') GROUP BY name
           ORDER BY times DESC, name LIMIT ?""",
        EXAMPLES,
    )
    return Item(
        "Names that were looked up (DNS)",
        rows[0][2] if rows else 0,
        "name",
        tuple(names.text(row[0]) for row in rows),
        "low",
    )


def _hellos(connection: duckdb.DuckDBPyConnection, names: Names) -> Item:
    rows = _ask(
        connection,
        """SELECT sni, count(*) AS times, count(*) OVER () FROM overheard WHERE sni IS NOT NULL AND NOT local
           GROUP BY sni ORDER BY times DESC, sni LIMIT ?""",
        EXAMPLES,
    )
    what = "Names of servers in the hello of encrypted connections (SNI)"
    return Item(what, rows[0][2] if rows else 0, "name", tuple(names.text(row[0]) for row in rows), "low")


def _agents(connection: duckdb.DuckDBPyConnection, names: Names) -> Item:
    rows = _ask(
        connection,
        """SELECT user_agent, count(*) AS times, count(*) OVER () FROM requests_said WHERE user_agent IS NOT NULL
           GROUP BY user_agent ORDER BY contains(user_agent, 'Android') DESC, times DESC, user_agent LIMIT 4""",
    )
    what = "Which phone and programs it is, as they introduce themselves (User-Agent)"
    return Item(what, rows[0][2] if rows else 0, "name", tuple(names.text(row[0]) for row in rows), "low")


def _when(connection: duckdb.DuckDBPyConnection) -> Item:
    ((total, servers, out, into, hours),) = _ask(
        connection,
        """SELECT count(*), count(DISTINCT server), coalesce(sum(wire_out), 0)::BIGINT,
                  coalesce(sum(wire_in), 0)::BIGINT, count(DISTINCT date_trunc('hour', first))
           FROM overheard WHERE NOT local""",
    )
    told = f"{words.count(servers, 'address', 'addresses')}, {words.size(out)} out and {words.size(into)} in"
    active = f"spread over {words.count(hours, 'hour')}" if hours else ""
    return Item(
        "When, with whom and how much, of everything",
        total,
        "connection",
        tuple(t for t in (told, active) if t),
        "info",
    )


def _nearby(connection: duckdb.DuckDBPyConnection, names: Names) -> tuple[Item, ...]:
    """What is said to the neighbours alone."""
    rows = _ask(
        connection,
        """SELECT upper(protocol), count(*) AS times, sum(count(*)) OVER () FROM overheard
           WHERE local AND protocol IN ('mdns', 'ssdp', 'netbios', 'llmnr', 'dhcp', 'smb')
           GROUP BY protocol ORDER BY times DESC, 1 LIMIT ?""",
        EXAMPLES,
    )
    asked = _ask(
        connection,
        "SELECT DISTINCT name FROM dns WHERE transport IN ('mdns', 'llmnr', 'netbios') ORDER BY name LIMIT 4",
    )
    examples = [f"{what}, {words.count(times, 'time')}" for what, times, _ in rows]
    examples += [names.text(name) if name.startswith("_") else names.value(name) for (name,) in asked]
    if not rows:
        return ()
    return (Item("What the phone calls out to its neighbours", int(rows[0][2]), "message", tuple(examples), "low"),)


def _behind_the_door(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    ((local,),) = _ask(connection, "SELECT count(*) FROM overheard WHERE local AND protocol <> 'dns'")
    return (f"What stays in the local network: {words.count(local, 'connection')}.",) if local else ()


def _hidden(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """What stays hidden from those on the way, and how sure that is."""
    ((sealed, share, nameless, ech, unknown),) = _ask(
        connection,
        """WITH those AS (
               SELECT *, readable IN ('name', 'address') AS sealed, wire_out + wire_in AS wire,
                      bytes_out + bytes_in > 0 AS spoken FROM overheard WHERE NOT local
           )
           SELECT count(*) FILTER (sealed AND spoken),
                  round(100.0 * coalesce(sum(wire) FILTER (sealed), 0) / greatest(sum(wire), 1))::BIGINT,
                  count(*) FILTER (readable = 'address' AND spoken), count(*) FILTER (ech IS NOT NULL),
                  count(*) FILTER (readable = 'unknown') FROM those""",
    )
    told = []
    if sealed:
        told.append(
            f"The contents of {words.count(sealed, 'encrypted connection')}, {share or 0} % of the bytes; "
            "not whom they went to."
        )
    if nameless:
        told.append(f"The server's name of {words.count(nameless, 'connection')}, where only its address shows.")
    if ech:
        told.append(
            f"Perhaps the true name behind {words.count(ech, 'hello')} with ECH: clients also send it empty, "
            "and then the name that shows is the true one."
        )
    for kind, sentence in _ELSEWHERE:
        rows = _ask(
            connection,
            """SELECT whom, count(*) OVER () FROM (SELECT DISTINCT whom FROM overheard WHERE kind = ? AND NOT local)
               ORDER BY 1 LIMIT 3""",
            kind,
        )
        if rows:
            told.append(sentence.format(words.names([row[0] for row in rows], rows[0][1])))
    if unknown:
        told.append(
            f"{words.count(unknown, 'connection')} spoke something that is not recognised here; "
            "whether others can read it is not known."
        )
    return tuple(told)


def _receivers(
    connection: duckdb.DuckDBPyConnection, names: Names, maker: str
) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """Who received what: the phone's maker first, then whoever follows users, then the others with the most bytes."""
    rows = _ask(
        connection,
        """SELECT owner, part, times, sent, hours, who, whos, clear, vendor, numbers FROM received(?)
           ORDER BY vendor DESC, CASE part WHEN 'maker' THEN 0 WHEN 'update' THEN 1 WHEN 'tracking' THEN 2
               WHEN 'advertising' THEN 2 ELSE 3 END, sent DESC, owner""",
        maker,
    )
    groups: dict[str, list[str]] = {}
    count: dict[str, int] = {}
    for owner, part, times, sent, hours, who, whos, clear, vendor, numbers in rows:
        head = (
            "The phone's maker, and whom only its own software talks to"
            if vendor
            else words.ROLE.get(part, words.ROLE[""])
        )
        count[head] = count.get(head, 0) + times
        told = groups.setdefault(head, [])
        if len(told) < EXAMPLES:
            span = f" in {words.count(hours, 'hour')}" if hours else ""
            told.append(
                f"{names.text(owner)}: {words.size(sent)} from {words.names([names.text(w) for w in who], whos)}, "
                f"{words.count(times, 'connection')}{span}{', in part readable for all' if clear else ''}"
                + (f"; in it {words.names(numbers, len(numbers))}" if numbers else "")
            )
    reads = tuple(Item(head, count[head], "connection", tuple(told), "info") for head, told in groups.items())
    if not rows:
        return reads, ()
    hidden = (
        "From each of them what went to the others. But software that came with the phone sees what apps show and type "
        "before it is encrypted; what it can do is told by the first question.",
    )
    return reads, hidden

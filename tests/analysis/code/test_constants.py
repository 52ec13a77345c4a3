"""Texts worked out from parts: the operations one by one, and the bounds that keep them small."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gifthorse.analysis.code.constants import ALTERNATIVES, LONGEST, Item, Made, Node, constant, shown, texts


def node(number: int) -> Node:
    return (0, number, 0, 0, (), None)


def value(form: str, *parts: Item | None, extra: tuple[object, ...] = ()) -> list[Item]:
    """What an operation makes of parts, of which None is one that is not known."""
    made = {node(0): Made(form, tuple(node(i + 1) for i in range(len(parts))), extra)}
    for i, part in enumerate(parts):
        if isinstance(part, tuple):
            made[node(i + 1)] = Made("list", tuple(node(100 * (i + 1) + k) for k in range(len(part))))
            made |= {node(100 * (i + 1) + k): Made("constant", (), (one,)) for k, one in enumerate(part)}
        elif part is not None:
            made[node(i + 1)] = Made("constant", (), (part,))
    return texts(made, node(0), lambda _: "{http}")


@pytest.mark.parametrize(
    ("form", "parts", "extra", "expected"),
    [
        ("join", ("pm install ", None), (), ["pm install {http}"]),
        ("join", ("a", 98), ("java.lang.StringBuilder", "char"), ["ab"]),
        ("join", ("n=", 7), ("java.lang.StringBuilder", "int"), ["n=7"]),
        ("join", ("on=", 1), ("java.lang.StringBuilder", "boolean"), ["on=true"]),
        ("join", ("x", 0), ("java.lang.StringBuilder", "java.lang.String"), ["xnull"]),
        ("join", (), (), [""]),
        ("any", ("a", "b", "a"), (), ["a", "b"]),
        ("any", ("a", 0), (), ["a"]),
        ("any", (0,), (), [0]),
        ("path", ("/data/", "x.apk"), (), ["/data/x.apk"]),
        ("path", ("/data/x.apk",), (), ["/data/x.apk"]),
        ("url", ("http", "a.example", "/p"), (), ["http://a.example/p"]),
        ("url", ("http://a.example/", "p"), (), ["http://a.example/p"]),
        ("url", (None, "http://b.example"), (), ["http://b.example"]),
        ("member", ("a.b.Cls", "go"), (), ["a.b.Cls.go"]),
        ("list", ("sh", "-c", None), (), [("sh", "-c", "{http}")]),
        ("add", (("sh",), "-c"), (), [("sh", "-c")]),
        ("element", (("a", "b"),), (1,), ["b"]),
        ("element", (("a", "b"),), (2,), ["{http}"]),
        ("letter", ("i", 100), (), ["id"]),
        ("insert", ("b", "a"), (0,), ["ab"]),
        ("insert", ("b", "a"), (1,), ["{http}"]),
        ("format", ("%s-%d%%", ("a", "1")), (), ["a-1%"]),
        ("format", ("%2$s %1$s", ("a", "b")), (), ["b a"]),
        ("format", ("%s %s", ("a",)), (), ["a {?}"]),
        ("trim", (" a ",), (), ["a"]),
        ("lower", ("AB",), (), ["ab"]),
        ("lower", (None,), (), ["{http}"]),
        ("upper", ("ab",), (), ["AB"]),
        ("reverse", ("ab",), (), ["ba"]),
        ("replace", ("a-b",), ("-", "+"), ["a+b"]),
        ("replace", ("a-b",), (45, 43), ["a+b"]),
        ("replace", ("a-b",), (None, "+"), ["{http}"]),
        ("substring", ("abcd",), (1, 3), ["bc"]),
        ("substring", ("abcd",), (1, None), ["bcd"]),
        ("substring", ("abcd",), (-1, None), ["{http}"]),
        ("split", ("a b",), (" ",), [("a", "b")]),
        ("split", ("a|b",), ("\\|",), [("a", "b")]),
        ("split", ("a1b",), ("[0-9]",), ["{http}"]),
        ("base64", ("aWQ=",), (), ["id"]),
        ("base64", ("aWQ",), (), ["id"]),
        ("base64", ("!",), (), ["{http}"]),
        ("unheard of", ("a",), (), ["{http}"]),
    ],
)
def test_an_operation(
    form: str, parts: tuple[Item | None, ...], extra: tuple[object, ...], expected: list[Item]
) -> None:
    assert value(form, *parts, extra=extra) == expected


def test_a_loop_is_marked_and_ends() -> None:
    made = {
        node(0): Made("any", (node(1), node(2))),
        node(1): Made("constant", (), ("a",)),
        node(2): Made("join", (node(0), node(1))),
    }
    assert texts(made, node(0), lambda _: "{?}") == ["a", "{…}a"]


def test_alternatives_and_lengths_are_bounded() -> None:
    wide = value("any", *(str(n) for n in range(50)))
    assert len(wide) == ALTERNATIVES
    assert len(shown(value("join", "x" * LONGEST, "y")[0])) == LONGEST


def test_a_text_with_a_placeholder_is_not_constant() -> None:
    assert constant("pm list")
    assert constant("awk '{print $1}'")
    assert not constant("pm install {http}")
    assert not constant("{own-file|intent}")


FORMS = ["any", "join", "list", "add", "path", "url", "format", "element", "replace", "substring", "split", "base64"]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(FORMS),
            st.lists(st.integers(0, 12), max_size=4),
            st.lists(st.one_of(st.none(), st.integers(-9, 99), st.text(max_size=4)), max_size=3),
        ),
        max_size=10,
    )
)
def test_any_graph_comes_to_an_end(graph: list[tuple[str, list[int], list[object]]]) -> None:
    made = {node(i): Made(form, tuple(map(node, parts)), tuple(extra)) for i, (form, parts, extra) in enumerate(graph)}
    made[node(11)] = Made("constant", (), ("%s{}",))
    made[node(12)] = Made("constant", (), (0x110000,))
    assert len(texts(made, node(0), lambda _: "{?}")) <= ALTERNATIVES

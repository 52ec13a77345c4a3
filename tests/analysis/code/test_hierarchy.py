"""Subclass questions as intervals, against walking up; loops and absurd depth; names from app and framework."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.specimen import program

from gifthorse.analysis.code.hierarchy import DEEPEST, preorder

KIN = """
class k.Base < android.app.Activity
class k.Screen < k.Base : k.Own android.view.View$OnClickListener
class interface k.Own : k.Root
class interface k.Root
class k.Thread < java.lang.Thread
class k.Stub < vendor.IThing$Stub
class k.Plain
"""


def above(parents: list[int], node: int) -> set[int]:
    found = set()
    while node >= 0 and node not in found:
        found.add(node)
        node = parents[node]
    return found


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.integers(-1, 40), min_size=1, max_size=41))
def test_intervals_answer_as_walking_up_does(raw: list[int]) -> None:
    parents = np.array([p if p < len(raw) else -1 for p in raw], np.int32)
    parents[parents == np.arange(len(parents))] = -1
    first, last, order = preorder(parents)
    cut = parents.tolist()  # loops are cut in place
    assert sorted(first.tolist()) == list(range(len(cut)))
    assert [first[o] for o in order] == list(range(len(cut)))
    for node in range(len(cut)):
        ancestors = above(cut, node)
        for other in range(len(cut)):
            assert (first[other] <= first[node] < last[other]) == (other in ancestors)


def test_what_has_no_loop_is_not_cut() -> None:
    parents = np.array([-1, 0, 1, 1, 0], np.int32)
    preorder(parents)
    assert parents.tolist() == [-1, 0, 1, 1, 0]


def test_a_chain_deeper_than_any_honest_one_is_cut() -> None:
    parents = np.arange(-1, 4 * DEEPEST - 1).astype(np.int32)
    first, last, _ = preorder(parents)
    assert (last > first).all()
    assert int((parents < 0).sum()) > 1


def test_questions_of_kinship() -> None:
    app = program(KIN)
    assert app.is_subclass("k.Screen", "android.app.Activity")
    assert app.is_subclass("k.Screen", "android.content.Context")
    assert app.is_subclass("k.Screen", "k.Root")
    assert app.is_subclass("k.Screen", "android.view.View$OnClickListener")
    assert app.is_subclass("k.Screen", "android.content.ComponentCallbacks2")
    assert app.is_subclass("k.Thread", "java.lang.Runnable")
    assert app.is_subclass("k.Stub", "android.os.Binder")
    assert not app.is_subclass("k.Plain", "android.content.Context")
    assert not app.is_subclass("k.Base", "k.Screen")
    assert app.is_subclass("android.app.Activity", "android.content.Context")


def test_superclasses() -> None:
    app = program(KIN)
    assert app.super_of("k.Screen") == "k.Base"
    assert app.super_of("k.Base") == "android.app.Activity"
    assert app.super_of("android.app.Activity") == "android.view.ContextThemeWrapper"
    assert app.super_of("java.lang.Object") is None
    assert app.super_of("gone.Gone") is None


def test_implementers_are_found_through_interfaces_of_interfaces() -> None:
    app = program(KIN)
    kin = app.hierarchy
    ranges = kin.intervals(kin.find("k.Root"))
    inside = {kin.names[int(kin.order[n])] for low, high in ranges.tolist() for n in range(low, high)}
    assert inside == {"k.Own", "k.Screen"}

"""Which DEX files an app's archive holds: those Android loads, and those it carries as data."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dexwriter import sample

from gifthorse.errors import FormatError, GifthorseError, LimitError
from gifthorse.formats import dexfiles
from gifthorse.formats.dex import read
from gifthorse.formats.dexfiles import Carried, carried, loads_code, own
from gifthorse.formats.zip import open_zip

DEX = sample().build()


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


INNER = zipped(
    {"classes2.dex": DEX + b"2", "classes.dex": DEX, "classes/x.dex": DEX, "AndroidManifest.xml": b"x" * 200}
)
APP = {
    "AndroidManifest.xml": b"\x03\x00\x08\x00" * 50,
    "classes10.dex": DEX,
    "classes.dex": DEX,
    "classes2.dex": DEX,
    "assets/plugin.bin": INNER,
    "assets/words.txt": b"dexterity " * 50,
    "assets/fonts.zip": zipped({"font.ttf": b"font" * 100}),
    "lib/armeabi/libcore.so": DEX,
    "res/raw/picture": DEX,
    "res/drawable/icon.png": DEX,
    "classes.dex.bak": DEX[:60],
}


def test_android_loads_classes_in_the_order_of_their_numbers() -> None:
    assert own(open_zip(zipped(APP))) == ["classes.dex", "classes2.dex", "classes10.dex"]


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_carried_code_is_told_by_its_content_and_also_found_in_archives(method: int) -> None:
    found = list(carried(open_zip(zipped(APP, method))))
    assert found == [
        Carried("assets/plugin.bin!classes.dex", DEX),
        Carried("assets/plugin.bin!classes2.dex", DEX + b"2"),
        Carried("lib/armeabi/libcore.so", DEX),
        Carried("res/raw/picture", DEX),
    ]


def test_an_app_that_loads_code_names_a_class_loader() -> None:
    plain, loader = sample(), sample()
    loader.method("Ldalvik/system/DexClassLoader;", "<init>")
    assert not loads_code([read(plain.build())])
    assert loads_code([read(plain.build()), read(loader.build())])


def test_too_much_carried_code_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dexfiles, "MOST_CARRIED", 2)
    *first, last = carried(open_zip(zipped(APP)))
    assert len(first) == 2 and isinstance(last, LimitError)


def test_an_entry_that_inflates_too_far_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dexfiles, "LIMIT", len(DEX) - 1)
    found = list(carried(open_zip(zipped({"assets/a": DEX}))))
    assert [type(one) for one in found] == [LimitError]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.data())
def test_damage_raises_nothing(data: st.DataObject) -> None:
    whole = bytearray(zipped(APP))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    cut = data.draw(st.one_of(st.just(len(whole)), st.integers(0, len(whole))))
    try:
        archive = open_zip(bytes(whole[:cut]))
    except GifthorseError:
        return
    for one in carried(archive):
        assert isinstance(one, (Carried, GifthorseError))


def test_the_beginning_of_an_entry_is_enough_to_tell_it() -> None:
    archive = open_zip(zipped({"a": b"x" * 100_000, "b": b"yz"}))
    assert (archive.head("a", 4), archive.head("b", 4)) == (b"xxxx", b"yz")
    with pytest.raises(FormatError):
        archive.head("c", 4)

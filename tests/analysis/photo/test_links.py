from __future__ import annotations

from typing import Any

import pytest

from gifthorse.analysis.photo import links, names
from gifthorse.tables import Rows

PHONE = {
    "ro.product.manufacturer": "Xiaomi",
    "ro.product.brand": "POCO",
    "ro.product.system.model": "mainline",
    "ro.product.model": "M2012K11AG",
    "ro.product.marketname": "POCO F3",
    "ro.build.version.incremental": "V13.0.4.0.SKHEUXM",
}


def linked(photos: list[dict[str, Any]], properties: dict[str, str]) -> list[dict[str, Any]]:
    rows = Rows()
    for number, (name, value) in enumerate(properties.items()):
        rows.add("properties", evidence=1, path="/system/build.prop", name=name, value=value, line=number + 1)
    for number, photo in enumerate(photos):
        rows.add("photos", evidence=10 + number, **({"path": "/data/media/0/DCIM/Camera/a.jpg"} | photo))
    found: list[dict[str, Any]] = links.complete(dict(rows.tables()))["photo_links"].to_pylist()
    return found


@pytest.mark.parametrize(
    ("model", "make", "agrees"),
    [
        ("M2012K11AG", "Xiaomi", True),
        ("POCO F3", "POCO", True),
        ("F3", "POCO", True),
        ("Xiaomi M2012K11AG", "Xiaomi", True),
        ("poco_f3", None, True),
        ("M2012K11G", "Xiaomi", False),
        ("mainline", "Xiaomi", False),
        ("iPhone 13", "Apple", False),
    ],
)
def test_a_model_agrees_under_any_of_its_names(model: str, make: str | None, agrees: bool) -> None:
    assert names.model_agrees([model, None], make, names.models(PHONE.items())) is agrees


def test_what_is_not_said_is_unknown() -> None:
    known = names.models(PHONE.items())
    assert names.model_agrees([None, ""], "Xiaomi", known) is None
    assert names.model_agrees(["M2012K11AG"], "Xiaomi", frozenset()) is None
    assert names.make_agrees(None, names.makes(PHONE.items())) is None
    assert names.build_agrees("MediaTek Camera Application", ["V13.0.4.0.SKHEUXM"]) is None
    assert names.build_agrees("13", ["V13.0.4.0.SKHEUXM"]) is None


def test_a_photo_is_linked_with_its_phone() -> None:
    photos: list[dict[str, Any]] = [
        {"make": "Xiaomi", "model": "M2012K11AG", "software": "alioth-user 12 SKQ1 V13.0.4.0.SKHEUXM release-keys"},
        {"make": "Xiaomi", "model": "M2012K11AG", "software": "alioth-user 11 RKQ1 V12.5.7.0.RKHEUXM release-keys"},
        {"make": "Xiaomi", "model": "M2012K11AG", "software": "Snapseed 2.21", "edited_by": "Snapseed 2.21"},
        {"make": "Apple", "model": "iPhone 13", "path": "/data/media/0/Download/a.jpg"},
        {"make": None, "model": None},
    ]
    found = linked(photos, PHONE)
    assert [r["model_agrees"] for r in found] == [True, True, True, False]
    assert [r["make_agrees"] for r in found] == [True, True, True, False]
    assert [r["build_agrees"] for r in found] == [True, False, None, None]
    assert [r["camera_folder"] for r in found] == [True, True, True, False]
    assert {r["phone_model"] for r in found} == {"M2012K11AG"}


def test_a_phone_without_a_name_links_nothing() -> None:
    assert linked([{"model": "M2012K11AG"}], {"ro.build.id": "X"}) == []
    assert linked([], PHONE) == []

"""What the reports tell of the phone itself."""

from __future__ import annotations

from gifthorse import judge, summary
from gifthorse.report.context import Device
from gifthorse.tables import Rows


def device(**properties: str) -> Device:
    rows = Rows()
    for line, (name, value) in enumerate(properties.items(), 1):
        rows.add(
            "properties", evidence=1, path="/system/build.prop", line=line, name=name.replace("__", "."), value=value
        )
    with judge.connect(dict(rows.tables())) as connection:
        return summary.device(connection)


def test_a_phone_is_called_as_androids_init_calls_it() -> None:
    shared = {"ro__product__system__model": "mainline", "ro__product__system__brand": "google"}
    assert device(**shared).model == "mainline"
    vendor = shared | {"ro__product__vendor__model": "Pixel 5"}
    assert device(**vendor).model == "Pixel 5"
    product = vendor | {"ro__product__product__model": "Pixel 5 (EU)"}
    assert device(**product).model == "Pixel 5 (EU)"
    assert device(**product, ro__product__model="Set").model == "Set"


def test_the_first_of_the_same_property_counts() -> None:
    assert device(ro__build__version__release="11").android == "11"
    assert device().model == ""

"""Photos and the phone they lie on: the table `photo_links`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pyarrow as pa

from gifthorse.analysis.photo import names
from gifthorse.tables import Rows, specs

_CAMERA: Final = "/dcim/camera/"
_MODEL: Final = ("ro.product.model", "ro.product.product.model", "ro.product.odm.model", "ro.product.vendor.model")


def complete(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """One row a photo that names its camera, where the phone names itself."""
    empty = {"photo_links": specs()["photo_links"].schema().empty_table()}
    photos, properties = tables.get("photos"), tables.get("properties")
    if photos is None or properties is None or not photos.num_rows or not properties.num_rows:
        return empty
    pairs = list(zip(properties["name"].to_pylist(), properties["value"].to_pylist(), strict=True))
    known, makes = names.models(pairs), names.makes(pairs)
    if not known:
        return empty
    builds = [value for name, value in pairs if names.BUILDS.fullmatch(name)]
    told = dict(reversed(pairs))
    phone = next((told[name] for name in _MODEL if names.plain(told.get(name) or "") in known), None)
    rows, columns = Rows(), ("evidence", "path", "make", "model", "market_name", "software", "edited_by")
    for evidence, path, make, model, market, software, editor in zip(
        *(photos[name].to_pylist() for name in columns), strict=True
    ):
        if not model and not market:
            continue
        own = not editor or editor != software
        rows.add(
            "photo_links",
            evidence=evidence,
            path=path,
            model=model or market,
            phone_model=phone,
            model_agrees=names.model_agrees((model, market), make, known),
            make_agrees=names.make_agrees(make, makes),
            build=software if own else None,
            build_agrees=names.build_agrees(software, builds) if own else None,
            camera_folder=_CAMERA in path.lower(),
        )
    return empty | dict(rows.tables())

"""Whose keys sign the apps: families by digest, and this phone's own platform key."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib.resources import files

import pyarrow as pa
import rtoml

from gifthorse.tables import Rows, specs

LEAST_APPS = 3


@cache
def families() -> tuple[dict[str, str], tuple[tuple[re.Pattern[str], str], ...]]:
    """(certificate SHA-256 → family, subject patterns with their family) from data/signers.toml."""
    raw = rtoml.loads((files("gifthorse.data") / "signers.toml").read_text(encoding="utf-8"))["family"]
    digests = {digest: name for name, family in raw.items() for digest in family.get("keys", {})}
    subjects = tuple((re.compile(f["subject"]), name) for name, f in raw.items() if "subject" in f)
    return digests, subjects


def name_families(table: pa.Table) -> pa.Table:
    """A table of certificates (signers, certificates) with its column `family` filled where the key is known."""
    digests, subjects = families()
    made = [
        digests.get(sha256) or next((name for pattern, name in subjects if pattern.search(subject)), None)
        for sha256, subject in zip(table["sha256"].to_pylist(), table["subject"].to_pylist(), strict=True)
    ]
    at = table.schema.get_field_index("family")
    field = table.schema.field(at)
    return table.set_column(at, field, pa.array(made, type=field.type))


def platform_keys(apps: pa.Table) -> pa.Table:
    """This phone's platform key: the key of the package `android`, else what most apps that run as the system share.

    `android` (framework-res) is signed by the platform key by definition. Where the evidence lacks it, at least
    LEAST_APPS apps with the system's shared uid, and more than half of those, must agree.
    """
    rows = Rows()
    columns = apps.select(["package", "uid", "signer", "partition"]).to_pylist()
    own = {row["signer"] for row in columns if row["package"] == "android" and row["signer"] and row["partition"]}
    for sha256 in sorted(own):
        rows.add("platform_keys", sha256=sha256, because="It signs the framework's own package, android.")
    if not own:
        system = Counter(
            row["signer"] for row in columns if row["uid"] == "system" and row["signer"] and row["partition"]
        )
        for sha256, count in system.most_common(1):
            if count >= LEAST_APPS and 2 * count > system.total():
                sentence = f"It signs {count} of the {system.total()} apps that share the system's identity."
                rows.add("platform_keys", sha256=sha256, because=sentence)
    return dict(rows.tables()).get("platform_keys", specs()["platform_keys"].schema().empty_table())

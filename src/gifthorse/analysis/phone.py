"""What can only be known once the whole phone was read: analyses over the merged tables, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from gifthorse.analysis import exposure, init_triggers, line, permissions, signers, starts
from gifthorse.analysis.photo import links

if TYPE_CHECKING:
    from gifthorse.analysis.line.places import Lookup


def complete(tables: dict[str, pa.Table], databases: Sequence[Lookup] = ()) -> None:
    """Fill, in place, the tables and columns that follow from the tables of all units together.

    `databases` know where addresses are.
    """
    tables["signers"] = signers.name_families(tables["signers"])
    tables["certificates"] = signers.name_families(tables["certificates"])
    tables["platform_keys"] = signers.platform_keys(tables["apps"])
    tables["init_services"] = init_triggers.complete(tables["init_services"], tables["init_actions"])
    tables["commands"] = starts.complete(tables["commands"], tables["init_services"], tables["init_actions"])
    tables |= permissions.complete(tables)
    tables |= exposure.complete(tables)
    tables |= line.complete(tables, databases)
    tables |= links.complete(tables)

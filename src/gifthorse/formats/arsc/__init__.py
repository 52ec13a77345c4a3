"""Resource tables: what a reference in a manifest stands for."""

from __future__ import annotations

from gifthorse.formats.arsc.table import Table, Value, open_table, resolve

__all__ = ["Table", "Value", "open_table", "resolve"]

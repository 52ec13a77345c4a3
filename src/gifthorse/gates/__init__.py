"""What must be there for a rule to find anything, read from its SQL: a rule that cannot match need not be planned.

DuckDB takes milliseconds to plan a rule, and a single app gives most rules nothing to look at. A rule's gate is what
every row of it stands on: tables that it joins, each with what WHERE or ON demand of one row of it. Only what is plain
is understood; whatever else a rule says narrows it further. So a gate may be open in vain, but is never shut before a
row that the rule would yield.
"""

from __future__ import annotations

from gifthorse.gates.facts import Facts, columns, made
from gifthorse.gates.gate import OPEN, Gate, Row, Test
from gifthorse.gates.query import gate

__all__ = ["OPEN", "Facts", "Gate", "Row", "Test", "columns", "gate", "made"]

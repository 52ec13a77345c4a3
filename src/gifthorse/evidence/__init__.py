"""Recognise by content what was handed over, and open containers lazily as a tree of nodes."""

from gifthorse.evidence.node import Node, Source
from gifthorse.evidence.tree import Tree, evidence_rows, open_evidence
from gifthorse.evidence.unit import Unit, smaller, units

__all__ = ["Node", "Source", "Tree", "Unit", "evidence_rows", "open_evidence", "smaller", "units"]

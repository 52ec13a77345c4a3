"""Binary XML, the form that manifests and XML resources have inside an APK."""

from __future__ import annotations

from gifthorse.formats.axml.document import Attribute, Document, Element, looks_binary, parse
from gifthorse.formats.axml.pool import StringPool

__all__ = ["Attribute", "Document", "Element", "StringPool", "looks_binary", "parse"]

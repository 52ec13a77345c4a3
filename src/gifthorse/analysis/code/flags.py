"""Access flags of classes and methods (Dalvik executable format, "access_flags definitions")."""

from __future__ import annotations

PUBLIC, PRIVATE, STATIC, INTERFACE, ABSTRACT = 0x1, 0x2, 0x8, 0x200, 0x400

"""protectionLevel numbers as text (android.content.pm.PermissionInfo)."""

from __future__ import annotations

BASES = {0: "normal", 1: "dangerous", 2: "signature", 4: "internal"}
SIGNATURE_OR_SYSTEM = 3

FLAGS = {
    0x10: "privileged",
    0x20: "development",
    0x40: "appop",
    0x80: "pre23",
    0x100: "installer",
    0x200: "verifier",
    0x400: "preinstalled",
    0x800: "setup",
    0x1000: "instant",
    0x2000: "runtime",
    0x4000: "oem",
    0x8000: "vendorPrivileged",
    0x10000: "textClassifier",
    0x20000: "wellbeing",
    0x40000: "documenter",
    0x80000: "configurator",
    0x100000: "incidentReportApprover",
    0x200000: "appPredictor",
    0x400000: "module",
    0x800000: "companion",
    0x1000000: "retailDemo",
    0x2000000: "recents",
    0x4000000: "role",
    0x8000000: "knownSigner",
}


def protection(level: int) -> tuple[str, str]:
    """(base level, whole text such as signature|privileged); an unknown base is taken as Android does, for no grant."""
    base = level & 0xF
    flags = level & 0xFFFFFFF0
    if base == SIGNATURE_OR_SYSTEM:  # the old name for a signature permission that preinstalled apps get too
        base, flags = 2, flags | 0x10
    name = BASES.get(base, "signature")
    names = [text for bit, text in FLAGS.items() if flags & bit]
    return name, "|".join([name, *names])

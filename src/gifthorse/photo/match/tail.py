"""How often chance alone gives a correlation this strong, with as many places as were tried."""

from __future__ import annotations

import math
from typing import Final

INFLATION: Final = 1.1
"""The strength of unrelated pairs was measured to have a deviation of 0.94 to 1.07 (docs/photos.md): taken as 1.1."""
INFLATION_SHIFTED: Final = 1.3
FEW: Final = 32
"""Beyond so many places shifts are among them, of which those by eights share JPEG's grid: the tail is heavier."""
FLOOR: Final = 1e-6
"""No smaller rate is claimed: fewer pairs were tried than would support one."""


def false_alarm_rate(strength: float, searched: int) -> float:
    """The chance that the best of `searched` unrelated places reaches `strength`, a normal deviate."""
    width = INFLATION if searched <= FEW else INFLATION_SHIFTED
    one = 0.5 * math.erfc(strength / width / math.sqrt(2))
    return min(1.0, max(FLOOR, searched * one))

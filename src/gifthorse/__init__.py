"""gifthorse: says with evidence what a phone that somebody was handed can do to its owner."""

__version__ = "0.1.0"

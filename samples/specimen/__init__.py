"""Builds specimens: small signed APKs, ELF files and system trees, from sources that a reader can check."""

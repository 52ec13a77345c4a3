"""Protocols that are told by their first bytes, and the little that is read of each."""

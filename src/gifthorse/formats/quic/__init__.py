"""QUIC: what its first packets show to everybody who knows the standard."""

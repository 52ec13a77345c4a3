"""The domain name system and its cousins on the local link: bytes of a message -> values."""

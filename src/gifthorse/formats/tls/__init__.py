"""Transport Layer Security: bytes of one side of a connection -> records -> messages -> values."""

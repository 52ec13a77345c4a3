"""HTTP: bytes of both sides of a connection -> requests, responses, bodies."""

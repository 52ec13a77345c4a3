"""The `Document`, which is the JSON contract, and one renderer a format."""

"""The verbs: one module each, called by `cli` with the parsed options; `run` returns the exit status."""

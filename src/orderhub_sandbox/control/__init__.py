"""The control API: what tests and demos do to the sandbox."""

"""Promises every channel keeps, asked of each connector in the registry against the sandbox."""

"""Bugs for a hub that is started as a program: those that `PLANTED` names are in it from the
start, and in all processes that it forks. Put this folder on `PYTHONPATH`."""

import os
import sys

if "up" in sys.orig_argv and (names := os.environ.get("PLANTED")):
    import bugs

    for name in names.split(","):
        getattr(bugs, name)()

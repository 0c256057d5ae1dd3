"""Processes for tests to kill: forked from one that has imported the product, which takes seconds
where a fork takes milliseconds."""

from multiprocessing import get_context

FORKED = get_context("forkserver")
COMMANDS = ("shops", "orders", "doctor", "backup", "restore", "audit")
FORKED.set_forkserver_preload(
    [
        "tests.chaos.fact_process",
        "tests.chaos.relay_process",
        "tests.chaos.stock_process",
        "tests.support.deadly",
        *(f"orderhub.apps.commands.{name}" for name in COMMANDS),
    ]
)

"""Which tests run in one process of a parallel run, because they share something dear.

By path: pytest-xdist's own mark for it has no effect under pytest 9, whose node ids are computed.
"""

from xdist.scheduler import LoadScopeScheduling  # pyright: ignore[reportMissingTypeStubs]

TOGETHER = {
    "tests/journeys/": "the hub and the browser",
    "tests/architecture/": "the parsed source",
    "tests/faults/": "the hits of all seeds",
    "tests/slice/infra/test_bus.py": "the broker",
    "tests/slice/infra/test_kafka.py": "the broker",
    "tests/slice/infra/test_rabbitmq.py": "the broker",
    "tests/chaos/test_broker_kills.py": "the broker",
    "tests/e2e/test_in_step.py": "the broker",
}


class Together(LoadScopeScheduling):
    """Each test goes to whoever is free, but for those of one thing."""

    def _split_scope(self, nodeid: str) -> str:
        return next((thing for path, thing in TOGETHER.items() if nodeid.startswith(path)), nodeid)

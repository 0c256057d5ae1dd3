"""What goes over the bus is described, and the description is the code's."""

import runpy

from tests.architecture.source import ROOT
from tests.architecture.words import topics

SCRIPT = runpy.run_path(str(ROOT / "scripts" / "asyncapi.py"))


def test_the_document_of_events_is_fresh() -> None:
    written = (ROOT / "docs" / "asyncapi.json").read_text()
    assert written == SCRIPT["text"](), "run `make asyncapi`"


def test_every_topic_is_described() -> None:
    assert topics() <= set(SCRIPT["announced"]()), "add it to ANNOUNCED in the slice's events.py"

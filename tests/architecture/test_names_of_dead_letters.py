"""The console has a name, in both languages, for whoever may let a message or a timer die."""

import json
from typing import Any

import pytest

from orderhub.apps.consumers import subscriptions
from orderhub.apps.worker import ASK_SMS, DUE, SEND, SEND_SMS, VERIFY, timer_handlers
from orderhub.fulfilment import facade as fulfilment
from orderhub.infra.bus import HUB
from tests.architecture.source import ROOT

CONSUMERS = [HUB, *(one.consumer for one in subscriptions(""))]
TIMERS = [
    *timer_handlers(),
    *(ASK_SMS, DUE, SEND, SEND_SMS, VERIFY),
    *(fulfilment.CATCH_UP, fulfilment.GATHERED, fulfilment.MERGE),
    *(fulfilment.TRACK_ALL, fulfilment.TELL),
]


def named(names: dict[str, Any], dotted: str) -> object:
    found: Any = names
    for part in dotted.split("."):
        found = found.get(part, {})
    return found


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize(("kind", "all_of_them"), [("consumer", CONSUMERS), ("timer", TIMERS)])
def test_each_has_a_name(locale: str, kind: str, all_of_them: list[str]) -> None:
    book = ROOT / "web/src/i18n/locales" / locale / "quarantine.json"
    names = json.loads(book.read_text())["dead"][kind]
    assert [one for one in all_of_them if not isinstance(named(names, one), str)] == []

"""Every code a channel is known to answer with has a cause and a remedy, in both languages."""

import importlib
import re
from collections.abc import Mapping
from typing import Any

import pytest

from orderhub.connector_kit import network
from orderhub.connector_kit.causes import Cause
from orderhub.connector_kit.contract import Connector
from orderhub.connectors import CONNECTORS
from orderhub.fulfilment.kuaidi100.line import CODES as TRACKING_CODES
from orderhub.fulfilment.qimen.line import CODES as WAREHOUSE_CODES
from orderhub.health.decide.book import explain
from orderhub.health.decide.causes import KNOWN
from orderhub.health.decide.peers import BOOKS
from orderhub.health.model.causes import CauseName
from orderhub.kernel.errors import ConnectorError

Codes = Mapping[Any, type[ConnectorError]]
PEER_CODES: Mapping[str, Codes] = {"warehouse": WAREHOUSE_CODES, "tracking": TRACKING_CODES}


def codes_of(connector: Connector) -> Codes:
    """The table its `classify` reads, {} where it has none."""
    try:
        errors = importlib.import_module(f"orderhub.connectors.{connector.channel}.errors")
    except ModuleNotFoundError:
        return {}
    return getattr(errors, "CODES", {})


def unexplained(codes: Codes, causes: Mapping[str, Cause]) -> list[str]:
    """Codes of the table that nobody explains: without an entry a code falls back on its class,
    but a channel that begins a book of its own finishes it."""
    own = [str(code) for code in codes if causes and str(code) not in causes]
    by_class = [
        str(code)
        for code, kind in codes.items()
        if explain(causes, kind.code, str(code)).name == CauseName.OTHER
        and kind.code not in {"channel_refused", "already_done"}
    ]
    return own + by_class


def test_every_code_its_table_knows_is_explained(connector: Connector) -> None:
    assert unexplained(codes_of(connector), connector.causes) == []


def test_every_entry_names_a_known_cause_and_speaks_both_languages(connector: Connector) -> None:
    for code, entry in connector.causes.items():
        assert entry.name == "" or entry.name in KNOWN, code
        for words in (entry.what, entry.remedy):
            assert words.zh.strip(), code
            assert words.en.strip(), code


def test_the_book_says_of_a_code_what_a_call_says(connector: Connector) -> None:
    """The book is read code by code, without the class that a call gives."""
    causes = connector.causes
    wrong = [
        code
        for code, kind in codes_of(connector).items()
        if str(code) in causes
        and explain(causes, "", str(code)).heals != explain(causes, kind.code, str(code)).heals
    ]
    assert wrong == []


def test_nothing_heals_alone_whose_class_needs_a_person(connector: Connector) -> None:
    codes = codes_of(connector).items()
    told = {code: explain(connector.causes, kind.code, str(code)) for code, kind in codes}
    assert [code for code, one in told.items() if one.heals and not one.known.heals] == []


def test_what_is_for_engineers_never_heals_alone() -> None:
    books = [*BOOKS.values(), *(connector.causes for connector in CONNECTORS.values())]
    told = [explain(book, "", code) for book in books for code in book]
    told += [explain({}, name, "") for name in KNOWN]
    for_them = [one for one in told if re.search(r"engineers|this machine's log", one.remedy.en)]
    assert for_them
    assert [one.what.en for one in for_them if one.heals] == []


def test_what_nobody_knows_needs_a_person() -> None:
    assert not explain({}, "", "a code of tomorrow").heals


def test_a_refusal_is_no_defect() -> None:
    assert explain({}, "channel_refused", "S004 too late").name == CauseName.CHANNEL_REFUSED


@pytest.mark.parametrize("code", network.CODES)
def test_what_breaks_a_line_is_explained_for_every_channel(code: str) -> None:
    for connector in CONNECTORS.values():
        assert explain(connector.causes, "channel_unavailable", code).name != CauseName.OTHER


@pytest.mark.parametrize("kind", BOOKS)
def test_a_peer_s_codes_are_explained_in_words_of_its_own(kind: str) -> None:
    book = BOOKS[kind]
    assert unexplained(PEER_CODES.get(kind, {}), book) == []
    for code, entry in book.items():
        assert entry.name in KNOWN, code
        assert all((entry.what.zh, entry.what.en, entry.remedy.zh, entry.remedy.en)), code
    for code in network.CODES:
        assert explain(book, "outcome_unknown", code).what == book[code].what


def test_a_planted_gap_is_found() -> None:
    connector = next(c for c in CONNECTORS.values() if codes_of(c))
    codes = codes_of(connector)
    lacking = dict(connector.causes)
    del lacking[str(next(iter(codes)))]
    assert unexplained(codes, lacking) == [str(next(iter(codes)))]

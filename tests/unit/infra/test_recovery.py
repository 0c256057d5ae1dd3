"""Recovery phrases: typed as people type, and nothing else opens the key."""

import pytest

from orderhub.infra.crypto import MasterKey, SealBroken, unwrap_master_key
from orderhub.infra.recovery import new_phrase, phrase_key
from orderhub.kernel.errors import ConfigError


def test_a_phrase_opens_what_it_closed_however_it_is_typed() -> None:
    phrase = new_phrase()
    wrapped = MasterKey(bytes(32)).wrapped_under(phrase_key(phrase))
    for typed in (phrase, phrase.lower(), phrase.replace("-", " "), f" {phrase}\n"):
        assert unwrap_master_key(wrapped, phrase_key(typed)) == bytes(32)


def test_another_phrase_opens_nothing() -> None:
    wrapped = MasterKey(bytes(32)).wrapped_under(phrase_key(new_phrase()))
    with pytest.raises(SealBroken):
        unwrap_master_key(wrapped, phrase_key(new_phrase()))


@pytest.mark.parametrize("typed", ["", "AAAAA", "?" * 40, "A" * 41])
def test_what_cannot_be_a_phrase_is_told(typed: str) -> None:
    with pytest.raises(ConfigError, match="eight groups"):
        phrase_key(typed)


def test_phrases_are_never_the_same() -> None:
    assert len({new_phrase() for _ in range(100)}) == 100

"""Which passwords are taken (ASVS 5.0 §6.2: length and known lists, no composition rules)."""

from functools import cache
from importlib import resources

from orderhub.kernel.types import Refusal

SHORTEST = 10
LONGEST = 128


def judge_password(password: str, username: str) -> Refusal | None:
    """None when the password will do, else what is wrong with it."""
    if len(password) < SHORTEST:
        return Refusal("password_too_short", f"a password has at least {SHORTEST} characters")
    if len(password) > LONGEST:
        return Refusal("password_too_long", f"at most {LONGEST} characters")
    lowered = password.lower()
    if lowered in common_passwords() or len(set(lowered)) <= 2:  # noqa: PLR2004
        return Refusal("password_common", "this password is on the lists that attackers try first")
    if username.lower() in lowered and len(username) * 2 > len(password):
        return Refusal("password_like_username", "too close to the username")
    return None


@cache
def common_passwords() -> frozenset[str]:
    """Passwords of at least ten characters among the 20,000 most used ones, in lower case."""
    text = resources.files("orderhub.access").joinpath("common_passwords.txt").read_text("utf-8")
    return frozenset(text.lower().splitlines())

"""What a password without a user is checked against."""

from argon2 import PasswordHasher

from orderhub.access.service.hashing import MEMORY_COST, NOBODY, PARALLELISM, TIME_COST


def test_checking_for_nobody_costs_as_much_as_for_somebody() -> None:
    assert not PasswordHasher(TIME_COST, MEMORY_COST, PARALLELISM).check_needs_rehash(NOBODY)

"""Errors of the driver become states of our machinery, or stay what they are."""

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from orderhub.infra.db import infra_error
from orderhub.kernel.errors import DatabaseBusy, DiskFull


@pytest.mark.parametrize(
    "error",
    [
        errors.TooManyConnections("full"),
        errors.CannotConnectNow("starting"),
        errors.AdminShutdown("stopping"),
        errors.DeadlockDetected("deadlock"),
        errors.SerializationFailure("again"),
        errors.LockNotAvailable("locked"),
        errors.QueryCanceled("too slow"),
        psycopg.OperationalError("gone"),
    ],
)
def test_what_passes_by_waiting_is_busy(error: psycopg.Error) -> None:
    assert isinstance(infra_error(error), DatabaseBusy)
    assert isinstance(infra_error(DBAPIError("statement", {}, error)), DatabaseBusy)


def test_no_space_is_a_full_disk() -> None:
    assert isinstance(infra_error(errors.DiskFull("no space")), DiskFull)


def test_an_empty_pool_is_busy() -> None:
    assert isinstance(infra_error(PoolTimeout()), DatabaseBusy)


def test_a_wrong_statement_stays_what_it_is() -> None:
    assert infra_error(errors.UndefinedTable("no such table")) is None
    violation = IntegrityError("statement", {}, errors.UniqueViolation("twice"))
    assert infra_error(violation) is None

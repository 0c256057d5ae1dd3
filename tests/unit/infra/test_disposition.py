"""What becomes of failed work: a row for every class of error."""

from datetime import UTC, datetime, timedelta

import pytest

from orderhub.infra.disposition import (
    DeadLetter,
    Disposition,
    Park,
    Pause,
    RetryAt,
    disposition,
)
from orderhub.kernel import errors
from orderhub.kernel.types import Refusal

NOW = datetime(2026, 1, 5, 4, tzinfo=UTC)


def later(seconds: float, *, counts: bool = True) -> RetryAt:
    return RetryAt(NOW + timedelta(seconds=seconds), counts=counts)


TABLE: list[tuple[Exception, int, Disposition]] = [
    (errors.NotFound(), 0, Park()),
    (errors.NotPermitted(), 0, Park()),
    (errors.Conflict(Refusal("late")), 0, Park()),
    (errors.StaleVersion(), 0, Park()),
    (errors.InvalidInput(), 0, Park()),
    (errors.ChannelUnavailable(), 0, later(1)),
    (errors.ChannelUnavailable(), 3, later(60)),
    (errors.ChannelUnavailable(), 8, DeadLetter()),
    (errors.DatabaseBusy(), 0, later(1)),
    (errors.DiskFull(), 0, later(1)),
    (errors.BrokerDown(), 0, later(1)),
    (errors.BrokerRefused(), 0, later(1)),
    (errors.RateLimited(retry_after_s=7), 0, later(7, counts=False)),
    (errors.RateLimited(), 99, later(60, counts=False)),
    (errors.CircuitOpen(retry_after_s=5), 9, later(5, counts=False)),
    (errors.AuthExpired(), 0, later(0)),
    (errors.AuthExpired(), 1, Pause(None)),
    (errors.AuthRevoked(), 0, Pause(None)),
    (errors.AuthLapsed(), 0, Pause(None)),
    (errors.AddressBlocked(), 0, Pause(NOW + timedelta(seconds=10))),
    (errors.ScopeMissing(), 0, Pause(NOW + timedelta(seconds=10))),
    (errors.BadRequest(), 0, DeadLetter()),
    (errors.ClockSkewed(), 0, DeadLetter()),
    (errors.AlreadyDone(), 0, Park()),
    (errors.ChannelRefused(), 0, Park()),
    (errors.OutcomeUnknown(), 0, later(60)),
    (errors.OutcomeUnknown(), 9, DeadLetter()),
    (errors.ContractViolation(), 0, DeadLetter()),
    (errors.ConfigError(), 0, DeadLetter()),
    (ValueError(), 0, DeadLetter()),
]
GROUPS = {
    errors.HubError,
    errors.DomainError,
    errors.ConnectorError,
    errors.InfraError,
}


@pytest.mark.parametrize(("error", "attempt", "step"), TABLE)
def test_each_failure_has_its_next_step(error: Exception, attempt: int, step: Disposition) -> None:
    assert disposition(error, attempt, NOW) == step


def test_every_class_of_error_has_a_row() -> None:
    known = {cls for cls in vars(errors).values() if isinstance(cls, type)}
    classes = {cls for cls in known if issubclass(cls, errors.HubError)} - GROUPS
    assert {type(error) for error, _, _ in TABLE} >= classes

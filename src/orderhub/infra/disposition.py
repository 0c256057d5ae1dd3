"""What becomes of work that failed. Pure; the only place that decides (house-style §B3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from orderhub.kernel import errors

RETRY_AFTER_S = (1, 5, 15, 60, 300, 900, 3600, 7200)
RECONCILE_AFTER_S = (60, 60, 60, 60, 60, 300, 600, 1200, 1800)
QUOTA_WAIT_S = 60
PROBE_EVERY_S = 10


@dataclass(frozen=True, slots=True)
class RetryAt:
    """Do it again at `at`; `counts` tells whether a try was used up."""

    at: datetime
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Park:
    """Nothing to repeat: the answer is business news, recorded and acknowledged."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Stop this shop or app key; probe at `probe_at`, or wait for a person when None."""

    probe_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """Put it aside with its reason: only a change of program or data helps."""


Disposition = RetryAt | Park | Pause | DeadLetter


def disposition(error: Exception, attempt: int, now: datetime) -> Disposition:
    """The next step after `error` in try number `attempt` (0 = the first)."""
    match error:
        case errors.RateLimited(retry_after_s=wait) | errors.CircuitOpen(retry_after_s=wait):
            return RetryAt(now + timedelta(seconds=wait or QUOTA_WAIT_S), counts=False)
        case errors.OutcomeUnknown():
            return _after(RECONCILE_AFTER_S, attempt, now)
        case errors.AddressBlocked() | errors.ScopeMissing():
            return Pause(now + timedelta(seconds=PROBE_EVERY_S))
        case errors.AuthExpired() if attempt == 0:
            return RetryAt(now)
        case errors.AuthExpired() | errors.AuthRevoked():
            return Pause(None)
        case errors.DomainError() | errors.ChannelRefused() | errors.AlreadyDone():
            return Park()
        case errors.ChannelUnavailable() | errors.InfraError():
            return _after(RETRY_AFTER_S, attempt, now)
        case _:  # BadRequest, ContractViolation, ConfigError and every defect of ours
            return DeadLetter()


def _after(schedule_s: tuple[int, ...], attempt: int, now: datetime) -> Disposition:
    if attempt >= len(schedule_s):
        return DeadLetter()
    return RetryAt(now + timedelta(seconds=schedule_s[attempt]))

"""The breaker of an endpoint: it opens after failures in a row and probes until answered. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from orderhub.partners.model.deliveries import Answered, TryOutcome
from orderhub.partners.model.endpoints import EndpointReason, EndpointState, Standing

OPENS_AFTER = 5
FIRST_PROBE = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=15)
GIVES_UP_AFTER = timedelta(days=5)


def after(standing: Standing, answered: Answered, now: datetime) -> Standing:
    """How the endpoint stands after a try: 410 pauses, so do five days without a good answer. A
    paused one stays so: a person begins it again."""
    if standing.state is EndpointState.PAUSED:
        return standing
    if answered.outcome is TryOutcome.OK:
        return Standing()
    if standing.probe_at is not None and now < standing.probe_at and not answered.gone:
        return standing  # It left before the breaker opened, and says no more than was known.
    failed = replace(standing, failures=standing.failures + 1)
    if answered.gone:
        return _paused(failed, EndpointReason.GONE)
    if failed.failures < OPENS_AFTER:
        return failed
    since = standing.broken_since or now
    if now - since >= GIVES_UP_AFTER:
        return _paused(failed, EndpointReason.SILENT)
    wait = min(FIRST_PROBE * 2 ** min(failed.failures - OPENS_AFTER, 10), LONGEST_WAIT)
    return replace(
        failed,
        state=EndpointState.BROKEN,
        reason=EndpointReason.FAILURES,
        broken_since=since,
        probe_at=now + wait,
    )


def _paused(standing: Standing, reason: EndpointReason) -> Standing:
    return replace(
        standing, state=EndpointState.PAUSED, reason=reason, broken_since=None, probe_at=None
    )

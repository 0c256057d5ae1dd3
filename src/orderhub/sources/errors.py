"""What sources say no with, beyond the kernel's errors."""

from orderhub.kernel.errors import DomainError, InfraError


class SourceNotBelieved(DomainError):
    """Neither a signature of the source nor an API key fits: check the secret, the clock, and that
    the body is sent byte for byte as it was signed."""

    code = "source_not_believed"
    http_status = 401


class SourcePaused(InfraError):
    """The source is paused: keep the push and send it again later."""

    code = "source_paused"

"""What apps may ask of sources."""

from orderhub.sources.pulling import Puller, polling
from orderhub.sources.service.again import try_again
from orderhub.sources.service.tidying import forget_old

__all__ = ["Puller", "forget_old", "polling", "try_again"]

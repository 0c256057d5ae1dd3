"""What apps may ask of listeners."""

from orderhub.listeners.handlers import TOPICS, listen
from orderhub.listeners.service.keeping import forget_runs
from orderhub.listeners.service.tallies import write_down
from orderhub.listeners.store.listeners import NONE_LIVE

__all__ = ["NONE_LIVE", "TOPICS", "forget_runs", "listen", "write_down"]

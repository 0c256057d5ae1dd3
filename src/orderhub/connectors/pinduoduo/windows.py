"""How much of a list Pinduoduo lets one call ask for (channels reference §3.4, §3.6)."""

from datetime import timedelta

LONGEST = timedelta(minutes=29)
"""Half an hour is the platform's limit; a second is asked on each side."""

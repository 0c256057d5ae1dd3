"""Receivers of notices: group bots and a webhook that answer as the real ones do."""

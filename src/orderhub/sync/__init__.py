"""Bringing orders in (同步): schedule, runs, cursors, quarantine, push."""

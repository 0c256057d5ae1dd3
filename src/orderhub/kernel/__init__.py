"""Words every slice shares: money, ids, refusals, errors, events."""

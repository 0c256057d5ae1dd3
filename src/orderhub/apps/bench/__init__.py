"""The budgets of architecture §8, measured: temporary home, own server, sandbox payloads, ratios within one run."""

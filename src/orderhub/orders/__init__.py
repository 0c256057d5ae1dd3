"""Canonical orders (订单): facts and their fold, numbers, search, counters, timeline."""

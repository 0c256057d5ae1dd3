"""Kuaidi100: parcels are subscribed to, move, and their routes are pushed (reference §10)."""

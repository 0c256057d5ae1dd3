"""Platforms on loopback that speak the real wire protocols: for development, tests and the demo."""

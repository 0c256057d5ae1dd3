"""The shell's tools: database, outbox, bus, timers, leases, crypto, clock, settings, telemetry."""

"""What calls mean: streaks, latencies, causes, heartbeats, incidents. Pure."""

"""Use cases of health: judging connections, leading incidents."""

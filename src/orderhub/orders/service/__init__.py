"""Use cases of orders: taking them in, letting them learn."""

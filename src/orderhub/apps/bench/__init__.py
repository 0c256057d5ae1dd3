"""The budgets of architecture §8, measured in a temporary home with a server of its own."""

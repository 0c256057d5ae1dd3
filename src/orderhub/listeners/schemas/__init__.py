"""Wire shapes of listeners, their trials and runs."""

"""Listeners (监听器): when (event, condition) then (actions), tried on past events first."""

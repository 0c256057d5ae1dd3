"""SQL for the screens of stock."""

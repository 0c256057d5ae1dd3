"""What stock decides, pure."""

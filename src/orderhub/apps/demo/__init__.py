"""The demo: the sandbox beside the hub, a shop of each platform, a warehouse, people at work."""

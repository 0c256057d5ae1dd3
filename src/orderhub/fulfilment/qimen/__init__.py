"""The warehouse's wire protocol: Qimen (奇门), channels reference §9."""

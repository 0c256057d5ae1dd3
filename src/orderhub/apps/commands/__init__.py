"""The command line, one module a command or group; each is imported when it is called."""

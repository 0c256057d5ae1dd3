"""What several test folders share: the database server, processes, the browser."""

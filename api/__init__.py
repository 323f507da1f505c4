"""The ways in: HTTP, command line, long jobs."""

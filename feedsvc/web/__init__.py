"""The web process: a thin adapter over `publish`."""

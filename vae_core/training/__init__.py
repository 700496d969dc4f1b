"""Trains: the only place where weights change; writes no file."""

"""Closed forms, which need no trained model and no run."""

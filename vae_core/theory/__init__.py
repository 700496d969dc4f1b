"""Closed forms; knows no trained model and no run."""

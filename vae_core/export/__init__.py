"""Writes a model as files that other programs run; never trains."""

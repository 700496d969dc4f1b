"""Builds bundled files and pictures; run each from the repository's root with `python -m scripts.NAME`."""

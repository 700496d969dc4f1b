"""Writes the training of a run as one readable PyTorch file, or as a notebook, that needs nothing of this project."""

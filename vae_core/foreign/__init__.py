"""Models of other programs become runs: weights are read as numbers, and nothing in a file is executed."""

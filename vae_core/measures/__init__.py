"""Measures of a trained model or its codes: they return numbers and write no file."""

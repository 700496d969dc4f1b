"""Takes a trained model or its codes and returns numbers; writes no file."""

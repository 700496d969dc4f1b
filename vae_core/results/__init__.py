"""A run as tables, figures and a handout: for people and for other programs, never for this one to read again."""

"""Writes a Trainer's work into the folder of a run, and obeys commands while it trains."""

"""Finds what is wrong with a run and what to try; also the clinic of deliberately broken models."""

"""Helpers that more than one test module needs; holds no test."""

"""Streamlit components: each connects one of our browser modules to Python."""

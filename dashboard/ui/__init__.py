"""Widgets and texts that pages share: only this room may import both Streamlit and vae_core."""

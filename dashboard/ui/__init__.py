"""What pages share: widgets and texts; the only Python that knows Streamlit and vae_core."""

"""What the pages share: the only Python that knows both Streamlit and vae_core."""

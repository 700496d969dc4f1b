"""The Train page's parts: the form, the live view, sweeps."""

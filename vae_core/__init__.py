"""The mathematics of Latent Lab: data, networks, models, training and measures. Usable from a notebook; knows no web page."""

__version__ = "0.1.0"

"""The web server's routes besides the pages: assets, run files, events. Read-only."""

from dashboard.server.lifespan import lifespan
from dashboard.server.people import People
from dashboard.server.routes import routes

__all__ = ["People", "lifespan", "routes"]

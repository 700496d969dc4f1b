"""The web server's routes besides the pages: assets, run files, events. Read-only."""

from dashboard.server.guard import Guard
from dashboard.server.lifespan import lifespan
from dashboard.server.people import People
from dashboard.server.routes import server_routes

__all__ = ["Guard", "People", "lifespan", "server_routes"]

"""What the web server serves besides the pages: assets, run files, events. Read-only."""

from server.lifespan import lifespan
from server.people import People
from server.routes import routes

__all__ = ["People", "lifespan", "routes"]

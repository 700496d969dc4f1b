"""The web server's routes besides the pages: assets, run files and events, read-only; and who a browser is."""

from dashboard.server.guard import Guard
from dashboard.server.index_page import IndexPage
from dashboard.server.lifespan import lifespan
from dashboard.server.people import People
from dashboard.server.person_routes import person_routes
from dashboard.server.routes import server_routes

__all__ = ["Guard", "IndexPage", "People", "lifespan", "person_routes", "server_routes"]

"""Everything between the pages and the core: widgets, jobs, class rooms, routes."""

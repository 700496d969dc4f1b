"""Everything between the pages and the core: widgets, jobs, classrooms, routes."""

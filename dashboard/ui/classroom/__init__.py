"""The parts of the Classroom and Task pages."""

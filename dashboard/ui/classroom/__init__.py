"""The parts of the Classroom and Teacher link pages."""

"""The parts of lessons: the frame of a lesson, its bundled runs, its computations."""

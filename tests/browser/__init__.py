"""The tests in real browsers: a package, so that they share one."""

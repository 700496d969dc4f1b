"""One module a group of commands: its options, and the functions that carry them out; a command prints one result."""

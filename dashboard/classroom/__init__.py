"""Class rooms: who learns with whom and what the board shows; imports jobs, never the other way."""

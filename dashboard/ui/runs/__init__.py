"""The parts of the Runs and Compare pages: table, actions, comparison, downloads."""

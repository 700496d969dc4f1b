"""The folder of a run: reads, lists, locks, packs and unpacks it; never trains."""

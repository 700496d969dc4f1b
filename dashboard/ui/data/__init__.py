"""The parts of the Data page: the choices of an import with their preview, and the list of own data sets."""

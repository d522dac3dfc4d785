"""Writers: one format a module, from the tables of a build to a file."""

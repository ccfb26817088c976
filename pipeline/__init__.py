"""The product's core: pure stage folders, one shell for disk and database, and `stages`."""

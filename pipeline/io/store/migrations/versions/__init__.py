"""One script for each version of the store, in order; a script that has landed never changes."""

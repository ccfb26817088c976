"""Taxonomies, one TOML file a language, and tables of names, with the scripts that made them."""

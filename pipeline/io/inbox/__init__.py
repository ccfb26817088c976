"""Inboxes: a folder of recordings and the manifest that says whose they are.

Three kinds of manifest become one shape, row by row, with what cannot be read refused by its line;
a path leads to a file in the inbox or to none. This room may import `io.tables`, `collect`,
errors and the names of tables; it knows no store and no workspace, and decodes no sound.
"""

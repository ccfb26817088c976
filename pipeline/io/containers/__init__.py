"""Containers: what a file is and what its structure promises, told before anything is decoded.

The room promises one `Header` for any bytes at all: a container that is broken, unknown or too long
is described, never raised. A file a format; `inspect` chooses among them. The room may import
the examination's reasons and the compiler from `collect`, and the settings; nothing else of `io`.
"""

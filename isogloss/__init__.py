"""What people type: one module a group of commands; parsing, printing and exit codes only."""

__version__ = "0.1.0"

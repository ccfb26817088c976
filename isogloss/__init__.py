"""The doors: what people type. Commands parse, show and give exit codes; they hold no rule.

A command imports what it needs inside its function, so that help answers at once.
"""

__version__ = "0.1.0"

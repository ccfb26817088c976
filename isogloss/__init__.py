"""What people type: parsing, printing and exit codes only; what is done stands in `pipeline`.

`main` knows every command and how any of them ends, `console` is what they share. A room each:
`correct` for who corrects, `lead` for who leads, `tables` for tables and files that need no
workspace, `team` for who runs a workspace. All of them may import `flows`, `pipeline` and
`accents`; a file of a command does so inside its functions, so that help is quick. Nothing below
may import from here.
"""

__version__ = "0.1.0"

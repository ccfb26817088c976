"""Tables of other people: any format, encoding and damage, read by one careful reader.

`reader.open_tables` gives back a table whose columns are settled; its rows are streamed in flat
memory. A broken quote costs its own line, which is named by its number, and never the rows after
it; an absent text is null or empty as the format says it (DESIGN 7). This room may import errors,
and the codes and refusals of `collect.intake`; it knows no store, no workspace and no command.
"""

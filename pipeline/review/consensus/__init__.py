"""One text out of several people's texts of one recording, with who voted for which word.

The room promises that the same texts give the same consensus in whatever order they come, and that
it compares texts with one another only: no reference is ever read here. Two files are compiled
(`alignment_kernel`, `vote_kernel`).

It may import `pipeline.text`, and no other room of `review`.
"""

"""Which recordings people hear, in which order, and who hears them.

The room decides by rules that it names: what holds harmful words goes first, then what the
recogniser doubted, then what the report needs; two listeners are asked, and more only while no two
of them agree. It also makes attention checks, scores gold items and lists the flags a worker may
raise. It holds the lists of harmful words (`data/harmful_words.toml`).

It may import `accents`, `pipeline.text`, `tables` and `settings`, and no other room of `review`.
Random numbers come in as arguments; the queue itself is `pipeline.io`'s.
"""

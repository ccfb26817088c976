"""What people type about recordings: who is asked, what they see, what it comes to, what it pays.

Five rooms, each pure: `assigning` (which recordings go to which listeners), `showing` (what a
listener or lead sees, and what is kept of what they type), `consensus` (one text out of many),
`quality` (how far listeners agree and are led) and `paying` (what work earns).

The rooms may import `accents`, `pipeline.statistics`, `pipeline.text`, `tables`, `settings` and
`errors`. Among themselves only `quality` imports others: `assigning`, for attention checks, and
`paying`, for the folding of small groups.
"""

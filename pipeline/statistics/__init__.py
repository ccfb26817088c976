"""Statistics of people who are counted unequally often: rates, intervals, comparisons, tests.

The room promises numbers that hold their 95 %. What one person brings belongs together, so every
interval rests on people (a cluster each), never on single observations, and what cannot be said is
None, never NaN. It knows nothing of accents, audits or pay: errors of speakers, pay of workers and
shares of texts are the same ratio of sums here.

It may import `pipeline.text`, `tables`, `settings` and `errors`, and needs none of them; arrays
go in, frozen dataclasses come out, and random numbers come from a generator that the caller seeds.
"""

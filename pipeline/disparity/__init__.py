"""Disparity: whom the recogniser hears badly, with intervals taken over speakers.

Frames of counts go in, and `pipeline.results` come out; chance comes from a generator that the
caller gives. The room may import `pipeline.text`, `pipeline.results` and what stands below them,
and knows nothing of the other stage folders.
"""

"""Disparity: whom the recogniser hears badly, with intervals taken over speakers."""

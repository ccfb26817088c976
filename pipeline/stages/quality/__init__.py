"""How far listeners agree and are led by the machine's text, and what is heard again for it.

The room may import `permissions`.
"""

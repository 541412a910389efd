"""The index's door to llama-index: nodes, its vector stores under our search, ours as one of them.

Importing anything here takes a second, all of it llama-index's; so it is imported only where it is
wanted.
"""

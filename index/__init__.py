"""Passages to vectors and terms, and back from a question."""

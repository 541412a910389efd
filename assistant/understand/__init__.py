"""A question's words to what is asked."""

"""Text to figures and periods, in English and Chinese."""

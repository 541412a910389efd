"""A file to a report: decoding, re-flow, headings, sections, passages, what it is about."""

"""PDF: characters → words → runs → tables, paragraphs and headings."""

"""Reports of one's own: bringing them in, and questions over several."""

"""What the assistant says and the words it goes by: data files, and what reads them."""

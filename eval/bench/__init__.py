"""How fast, how large and how well found. Run it with `python -m eval.bench`."""

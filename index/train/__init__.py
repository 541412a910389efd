"""How the shipped bilingual encoder is made: `python -m index.train --data DIR --out index/model`.

The steps, a file each: `sources` reads the data, `charsmap` and `vocabulary` build the
tokeniser, `start` gives each row its first vector, `batches` and `objective` say what is
learnt, `fit` learns it, `store` writes the model folder, `measure` says how good it is.
Needs torch and, for the teacher and the word frequencies, two packages that nothing else
here uses (see `index/model/SOURCES.md`).
"""

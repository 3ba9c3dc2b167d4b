"""For psychologists: the files of `securebase attachment calibrate` and `evaluate`, read, written and printed.

Rule: files and words only; what is computed from them is in `attachment/`.
"""

"""Speed and memory, measured on demand (`make bench`); no test asserts a time."""

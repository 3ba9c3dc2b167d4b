"""The long runs in full: `make prove`. What it prints goes into docs/measured.md."""

"""The programs: what is wired to what, in one place each."""

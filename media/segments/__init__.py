"""Recordings: streams kept as they came, in short files that each begin with a key picture. Knows no features."""

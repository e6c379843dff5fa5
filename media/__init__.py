"""Compressed video as it comes off the line: fetching, cutting into pictures, keeping; no Qt, no features."""

"""What both sides signed: rows, commands and frames, with no I/O and no feature-specific machinery."""

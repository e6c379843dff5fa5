"""Says whether an export of evidence is what was signed. Needs Python and `cryptography`, and nothing else of ours."""

"""Recording and evidence: what the rows wish is recorded, locked and taken out; rows say what became of it."""

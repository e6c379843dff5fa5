"""See DESIGN: console/wall."""

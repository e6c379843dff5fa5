"""See DESIGN: console/widgets."""

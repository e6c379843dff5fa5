"""See DESIGN: console/views."""

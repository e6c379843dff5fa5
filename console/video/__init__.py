"""Live camera pictures, from packet to pixel: sources, their truth, and the mosaic that shows them."""

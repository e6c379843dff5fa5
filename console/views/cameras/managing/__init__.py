"""Keeping the list of cameras: by hand, from files, and from what is found on the network."""

from console.views.cameras.managing.bar import ManageBar

__all__ = ["ManageBar"]

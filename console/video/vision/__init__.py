"""Whether a picture that arrives is worth looking at: black, frozen, blurred, covered, turned away, or too bright."""

from console.video.vision.eye import FAULTS, Eye, Seen
from console.video.vision.features import SIZE, Features, Grey, small

__all__ = ["FAULTS", "SIZE", "Eye", "Features", "Grey", "Seen", "small"]

"""Make-believe cameras that speak ONVIF over real sockets, with every fault a test may want."""

from demo.onvif.camera import SimCamera, SimProfile, Trick
from demo.onvif.server import Simulator

__all__ = ["SimCamera", "SimProfile", "Simulator", "Trick"]

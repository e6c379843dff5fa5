"""What is heard: one sound at a time, for what is new or worse, until somebody has taken it up."""

from console.sounds.ringer import Mute, Ringer
from console.sounds.service import Sounds
from console.sounds.speaker import Loudspeaker, Speaker

__all__ = ["Loudspeaker", "Mute", "Ringer", "Sounds", "Speaker"]

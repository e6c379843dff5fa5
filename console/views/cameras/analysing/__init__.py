"""What machines look for in a camera's picture, and what cameras tell by themselves: rules, states, boxes."""

from console.views.cameras.analysing.hearing import EventsOf
from console.views.cameras.analysing.rules import RulesOf
from console.views.cameras.analysing.sights import Sights

__all__ = ["EventsOf", "RulesOf", "Sights"]

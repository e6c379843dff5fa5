"""What rules, their states and the things they find are called."""

from datetime import datetime

from console.strings import N_, _, clock, date
from contract.analytics import AnalyticsState, Direction, RuleKind, Watching

KINDS = {
    RuleKind.MOTION: N_("Motion in a zone"),
    RuleKind.CROSSING: N_("Crossing of a line"),
    RuleKind.LOITERING: N_("Staying in a zone"),
    RuleKind.OBJECTS: N_("Objects in a zone"),
}
DIRECTIONS = {
    Direction.ANY: N_("Both ways"),
    Direction.LEFT: N_("To the left of the line"),
    Direction.RIGHT: N_("To the right of the line"),
}
STATES = {
    Watching.WATCHING: N_("Watching"),
    Watching.LEARNING: N_("Learning the picture"),
    Watching.RESTING: N_("Outside its hours"),
    Watching.OFF: N_("Off"),
    Watching.BLIND: N_("Blind"),
    Watching.FAULTY: N_("Cannot be watched"),
}
SIGNS = {
    Watching.WATCHING: "●",
    Watching.LEARNING: "◐",
    Watching.RESTING: "◌",
    Watching.OFF: "○",
    Watching.BLIND: "✕",
    Watching.FAULTY: "▲",
}
"""Beside the word, and never instead of it."""
REASONS = {
    "not_taken_up": N_("no analytics machine has taken it up yet"),
    "node_gone": N_("the analytics machine has fallen silent"),
    "too_many": N_("the analytics machine is full"),
    "overloaded": N_("the analytics machine cannot keep up"),
    "no_stream": N_("the camera offers no stream that can be read"),
    "no_model": N_("the machine has no model for it"),
    "bad_model": N_("the machine's model cannot be used"),
    "no_such_class": N_("the model does not know this kind of object"),
    "connecting": N_("connecting to the camera"),
    "refused": N_("the camera refuses the connection"),
    "unauthorized": N_("the camera refuses the user name or password"),
    "not_found": N_("the camera has no such stream"),
    "unavailable": N_("the camera is busy"),
    "unreachable": N_("there is no way to the camera"),
    "timeout": N_("the camera does not answer"),
    "no_data": N_("the camera sends no pictures"),
    "bad_data": N_("the camera's data are damaged"),
    "reset": N_("the connection was broken off"),
    "ended": N_("the camera ended the stream"),
    "bad_address": N_("the camera's address is wrong"),
    "warming": N_("the first pictures"),
    "light": N_("the light has changed"),
    "moved": N_("the camera has moved"),
}
THINGS = {
    "motion": N_("motion"),
    "person": N_("person"),
    "face": N_("face"),
    "bicycle": N_("bicycle"),
    "car": N_("car"),
    "motorcycle": N_("motorcycle"),
    "motorbike": N_("motorcycle"),
    "bus": N_("bus"),
    "train": N_("train"),
    "truck": N_("truck"),
    "boat": N_("boat"),
    "dog": N_("dog"),
    "cat": N_("cat"),
    "backpack": N_("backpack"),
    "suitcase": N_("suitcase"),
    "handbag": N_("handbag"),
    "fire": N_("fire"),
    "smoke": N_("smoke"),
}


def thing_word(kind: str) -> str:
    """What a model calls it where we have no word of our own."""
    return _(THINGS[kind]) if kind in THINGS else kind


def reason_word(reason: str) -> str:
    return _(REASONS[reason]) if reason in REASONS else reason


def since_word(at: datetime, now: datetime) -> str:
    return clock(at) if (now - at).total_seconds() < 12 * 3600 else f"{date(at)} {clock(at)}"


def state_words(state: AnalyticsState | None, now: datetime) -> str:
    """Sign, word, reason and since when."""
    if state is None:
        return f"{SIGNS[Watching.BLIND]} {_(STATES[Watching.BLIND])}"
    said = f"{SIGNS[state.status]} {_(STATES[state.status])}"
    if state.reason:
        said = f"{said}: {reason_word(state.reason)}"
    if state.status is Watching.OFF:
        return said
    return _("{state}, since {time}").format(state=said, time=since_word(state.since, now))

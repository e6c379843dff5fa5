"""Which topic of ONVIF is which event, and which of its words says whether it is so. Pure."""

from contract.camera_events import Event

_RULES, _SOURCE = "RuleEngine", "VideoSource"
TOPICS: dict[tuple[str, ...], Event] = {
    (_RULES, "CellMotionDetector", "Motion"): Event.MOTION,
    (_RULES, "LineDetector", "Crossed"): Event.LINE,
    (_RULES, "FieldDetector", "ObjectsInside"): Event.INSIDE,
    (_RULES, "TamperDetector", "Tamper"): Event.TAMPER,
    (_SOURCE, "MotionAlarm"): Event.MOTION_ALARM,
    (_SOURCE, "GlobalSceneChange"): Event.SCENE,
    (_SOURCE, "SignalLoss"): Event.SIGNAL_LOSS,
    (_SOURCE, "ImageTooDark"): Event.TAMPER,
    (_SOURCE, "ImageTooBlurry"): Event.TAMPER,
    (_SOURCE, "ImageTooBright"): Event.TAMPER,
    ("Device", "Trigger", "DigitalInput"): Event.INPUT,
}
"""Devices may add the service that found it: VideoSource/GlobalSceneChange/ImagingService means the same."""
MOMENTS = frozenset({Event.LINE})
"""Events that are over as soon as they are told: they have no state."""
_SAYING = {
    Event.MOTION: ("IsMotion",),
    Event.MOTION_ALARM: ("State",),
    Event.INSIDE: ("IsInside", "State"),
    Event.SCENE: ("State",),
    Event.INPUT: ("LogicalState", "State"),
    Event.TAMPER: ("IsTamper", "State"),
    Event.SIGNAL_LOSS: ("State",),
}
_YES, _NO = {"true", "1"}, {"false", "0"}


def path_of(topic: str) -> tuple[str, ...]:
    """The words of a topic without their prefixes, which every maker may choose; they say nothing without the XML."""
    return tuple(part.rpartition(":")[2] for part in topic.strip().strip("/").split("/"))


def event_of(path: tuple[str, ...]) -> Event | None:
    """The event that this topic, or the one that it refines, stands for."""
    return next((TOPICS[path[:to]] for to in range(len(path), 0, -1) if path[:to] in TOPICS), None)


def says(event: Event, data: dict[str, str]) -> bool | None:
    """Whether it is so; None where the data do not say."""
    for name in (*_SAYING.get(event, ()), *data):
        word = data.get(name, "").lower()
        if word in _YES | _NO:
            return word in _YES
    return None

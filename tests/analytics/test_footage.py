"""Real footage, where there is some: what moves is seen, and who only passes does not loiter."""

import os
from pathlib import Path

import av
import pytest

from analytics.decoding import Frame
from analytics.models import BadModel, Model
from analytics.scene import Scene
from contract.analytics import AnalyticsRule, RuleKind

FOLDER = Path(os.environ.get("IOC_FOOTAGE", "/nowhere"))
ZONE = ((0.02, 0.02), (0.98, 0.02), (0.98, 0.98), (0.02, 0.98))
RULES = (
    AnalyticsRule(id="m", camera="c", name="m", kind=RuleKind.MOTION, shape=ZONE),
    AnalyticsRule(id="x", camera="c", name="x", kind=RuleKind.CROSSING, shape=((0.02, 0.5), (0.98, 0.5))),
    AnalyticsRule(id="l", camera="c", name="l", kind=RuleKind.LOITERING, shape=ZONE, dwell_s=60.0),
)


def no_model(_: AnalyticsRule) -> Model:
    raise BadModel("no_model")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["vtest.avi", "car-detection_sub360.mp4"])
def test_people_and_cars_of_real_clips_are_seen_and_do_not_loiter(name: str) -> None:
    if not (FOLDER / name).exists():
        pytest.skip("IOC_FOOTAGE names no folder with this clip")
    scene, told = Scene(no_model), set[str]()
    scene.follow(RULES)
    with av.open(str(FOLDER / name)) as container:
        rate = float(container.streams.video[0].average_rate or 25)
        for n, frame in enumerate(container.decode(video=0)):
            if n % max(1, round(rate / 4)) == 0:
                told.update(scene.look(Frame(frame, n / rate)).told)
    assert told == {"m", "x"}

"""The demonstration's analytics rules fire at their own scenes, and what somebody has changed in them stays."""

from itertools import chain
from pathlib import Path

import av
import pytest
from msgspec.structs import replace

from analytics.decoding import Frame
from analytics.models import BadModel, Model
from analytics.scene import Scene
from backend.offline import Offline
from backend.settings import Settings
from contract.analytics import AnalyticsRule, AnalyticsState, SaveAnalyticsRule, Watching
from demo.city import CAMERAS
from demo.city.watched import RULES
from demo.run.seed import seed
from demo.scenes.make import ClipPair, make_pair
from demo.scenes.spec import Kind, SceneSpec

EVERY_S = 0.25
ROUNDS = 4
"""So often the clip is looked at: the first seconds are only learned."""


def no_model(_: AnalyticsRule) -> Model:
    raise BadModel("no_model")


def frames(clip: Path) -> list[Frame]:
    with av.open(str(clip)) as container:
        rate = float(container.streams.video[0].average_rate or 15)
        step = max(1, round(rate * EVERY_S))
        return [Frame(frame, n / rate) for n, frame in enumerate(container.decode(video=0)) if n % step == 0]


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_of_the_demonstration_fires_at_its_scene(rule: AnalyticsRule, tmp_path: Path) -> None:
    camera = next(camera for camera in CAMERAS if camera.id == rule.camera)
    pair = ClipPair(tmp_path / "main.mp4", tmp_path / "sub.mp4")
    make_pair(SceneSpec.of(camera.id, camera.name, Kind(camera.scene)), pair)
    pictures = frames(pair.sub)
    length = pictures[-1].at + EVERY_S
    scene, told = Scene(no_model), list[float]()
    scene.follow([rule])
    rounds = ([(one, one.at + n * length) for one in pictures] for n in range(ROUNDS))
    for picture, at in chain.from_iterable(rounds):
        picture.at = at
        told += [at] if scene.look(picture).told else []
    assert told, "nothing fires"
    assert len(told) == 1, "and once is enough for so short a time"


def test_a_second_start_keeps_what_somebody_has_changed(tmp_path: Path) -> None:
    settings = Settings(data=str(tmp_path))
    seed(settings, 8554, {})
    changed = replace(RULES[0], sensitivity=9)
    with Offline(settings) as backend:
        assert {rule.id for rule in backend.engine.world.all(AnalyticsRule)} == {rule.id for rule in RULES}
        assert {state.status for state in backend.engine.world.all(AnalyticsState)} == {Watching.BLIND}
        backend.ask([SaveAnalyticsRule(rule=changed)])
    seed(settings, 8554, {})
    with Offline(settings) as backend:
        assert backend.engine.world[AnalyticsRule, changed.id].sensitivity == 9

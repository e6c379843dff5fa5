"""What a scene fires at, and what it leaves alone: drawn streets with things, and with rain, light and shaking."""

from collections.abc import Iterable
from itertools import chain

import pytest

from analytics.models import BadModel, Model
from analytics.scene import Look, Scene
from contract.analytics import AnalyticsRule, Direction, RuleKind, Watching
from tests.analytics.pictures import Image, Still, block, film, lit, moved, rain, shadow, shaken, turned, walk

ZONE = ((0.05, 0.05), (0.95, 0.05), (0.95, 0.95), (0.05, 0.95))
UPRIGHT = ((0.5, 0.02), (0.5, 0.98))


def rule(kind: RuleKind = RuleKind.MOTION, **more: object) -> AnalyticsRule:
    shape = UPRIGHT if kind is RuleKind.CROSSING else ZONE
    return AnalyticsRule(**{"id": str(kind), "camera": "c", "name": "R", "kind": kind, "shape": shape} | more)  # type: ignore[arg-type]


MOTION, CROSSING, LOITERING = rule(), rule(RuleKind.CROSSING), rule(RuleKind.LOITERING, dwell_s=6.0)


def turned_a_little(image: Image, at: float) -> Image:
    return image if at < 16 else moved(image, 8, 2)


def no_model(_: AnalyticsRule) -> Model:
    raise BadModel("no_model")


def watch(pictures: Iterable[Still], *rules: AnalyticsRule) -> list[Look]:
    scene = Scene(no_model)
    scene.follow(rules)
    return [scene.look(picture) for picture in pictures]


def told(looks: list[Look], rule: AnalyticsRule = MOTION) -> list[float]:
    return [look.at for look in looks if rule.id in look.told]


def reasons(looks: list[Look], rule: AnalyticsRule = MOTION) -> list[str]:
    """What it said why it only learned, in turn."""
    said = [look.states[rule.id][1] for look in looks]
    return [one for n, one in enumerate(said) if n == 0 or said[n - 1] != one]


def passing(start: float = 14.0, takes: float = 6.0) -> Iterable[Still]:
    return film(30, block(walk(start, (0.05, 0.7), (0.95, 0.7), takes)))


def test_a_thing_that_goes_through_fires_motion_once_and_boxes_lie_around_it() -> None:
    looks = watch(passing(), MOTION)
    [at] = told(looks)
    assert 14.5 <= at <= 17.0
    look = next(look for look in looks if look.at == 17.0)
    [thing] = look.things
    assert thing.alarm
    assert thing.rule == MOTION.id
    assert thing.box.x < 0.5 < thing.box.x + thing.box.w
    assert thing.box.y + thing.box.h == pytest.approx(0.7, abs=0.04)
    assert not looks[-1].hot
    assert not looks[-1].things


def test_nothing_fires_while_the_view_is_learned() -> None:
    looks = watch(film(8, block(walk(1, (0.05, 0.7), (0.95, 0.7), 6))), MOTION, CROSSING)
    assert reasons(looks) == ["warming"]
    assert not any(look.told or look.things for look in looks)
    assert {look.states[MOTION.id][0] for look in looks} == {Watching.LEARNING}


def test_a_zone_elsewhere_stays_quiet() -> None:
    above = rule(shape=((0.05, 0.02), (0.95, 0.02), (0.95, 0.3), (0.05, 0.3)))
    assert not told(watch(passing(), above), above)
    below = rule(shape=((0.05, 0.5), (0.95, 0.5), (0.95, 0.9), (0.05, 0.9)))
    assert told(watch(passing(), below), below)


def test_too_small_or_too_faint_is_nothing() -> None:
    assert not told(watch(passing(), rule(min_size=0.05)))
    faint = film(30, block(walk(14, (0.05, 0.7), (0.95, 0.7), 6), (18, 30), 118, stripe=False), noise=1.0, seed=4)
    assert not told(watch(faint, rule(sensitivity=1)))


def test_a_crossing_counts_once_with_its_direction() -> None:
    to_right = film(30, block(walk(14, (0.1, 0.7), (0.9, 0.7), 6)))
    looks = watch(to_right, CROSSING)
    [at] = told(looks, CROSSING)
    assert at == pytest.approx(17.0, abs=0.8)
    # The line goes down; on its left, for one who goes along it, is what lies to the right in the picture.
    for direction, fires in ((Direction.LEFT, True), (Direction.RIGHT, False)):
        one = rule(RuleKind.CROSSING, direction=direction)
        there = film(30, block(walk(14, (0.1, 0.7), (0.9, 0.7), 6)))
        back = film(30, block(walk(14, (0.9, 0.7), (0.1, 0.7), 6)))
        assert bool(told(watch(there, one), one)) is fires
        assert bool(told(watch(back, one), one)) is not fires


def test_who_trembles_on_the_line_has_crossed_once_and_who_goes_round_it_never() -> None:
    def tremble(at: float) -> tuple[float, float] | None:
        if at < 14:
            return None
        if at < 17:
            return 0.1 + 0.4 * (at - 14) / 3, 0.7
        return (0.5 + (0.006 if int(at * 4) % 2 else -0.006), 0.7) if at < 25 else (0.5 + 0.1 * (at - 25), 0.7)

    quick = rule(RuleKind.CROSSING, rearm_s=5.0)
    assert len(told(watch(film(29, block(tremble)), quick), quick)) == 1
    short = rule(RuleKind.CROSSING, shape=((0.5, 0.02), (0.5, 0.45)))
    assert not told(watch(passing(), short), short)


def test_whoever_stays_loiters_and_whoever_passes_does_not() -> None:
    def stays(at: float) -> tuple[float, float] | None:
        return None if at < 14 else (0.1 + 0.4 * min(1.0, (at - 14) / 3), 0.7)

    looks = watch(film(60, block(stays)), LOITERING)
    [at] = told(looks, LOITERING)
    assert 20 <= at <= 24
    assert looks[-1].hot == (LOITERING.id,), "who stands still for long does not vanish into the background"
    assert not told(watch(passing(takes=4.0), LOITERING), LOITERING)


def test_a_short_loss_does_not_begin_a_stay_anew_but_a_long_one_does() -> None:
    def hidden(gap: float) -> list[float]:
        def where(at: float) -> tuple[float, float] | None:
            gone = 19 <= at < 19 + gap
            return None if at < 14 or gone else (0.1 + 0.4 * min(1.0, (at - 14) / 3), 0.7)

        return told(watch(film(45, block(where)), LOITERING), LOITERING)

    assert hidden(1.0)[0] < 24
    assert not [at for at in hidden(6.0) if at < 28]


def test_what_leaves_a_hole_behind_does_not_loiter() -> None:
    """A car that was always there drives away: its empty place stands out, and is nothing."""

    def leaves(at: float) -> tuple[float, float] | None:
        return (0.4, 0.7) if at < 14 else walk(14, (0.4, 0.7), (0.98, 0.7), 4)(at)

    assert not told(watch(film(50, block(leaves, (50, 40))), LOITERING), LOITERING)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_rain_and_noise_are_nothing(seed: int) -> None:
    rules = (rule(sensitivity=5), CROSSING, LOITERING)
    wet = watch(film(60, rain(seed=seed), seed=seed, noise=4.0), *rules)
    assert not [look.told for look in wet if look.told]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_shaking_camera_alone_is_nothing_and_a_thing_before_it_is_still_seen(seed: int) -> None:
    rules = (MOTION, CROSSING, LOITERING)
    assert not [look.told for look in watch(film(40, shaken(seed=seed), seed=seed), *rules) if look.told]
    seen = watch(film(30, block(walk(18, (0.05, 0.7), (0.95, 0.7), 6)), shaken(2.0, seed=seed), seed=seed), *rules)
    assert told(seen, MOTION)


@pytest.mark.parametrize("factor", [0.5, 0.75, 1.4])
def test_light_that_is_switched_resets_rather_than_alarms(factor: float) -> None:
    looks = watch(film(40, lit(16, factor)), MOTION, CROSSING, LOITERING)
    assert not [look.told for look in looks if look.told]
    assert looks[-1].states[MOTION.id][0] is Watching.WATCHING


def test_a_light_that_floods_the_picture_is_said() -> None:
    assert "light" in reasons(watch(film(40, lit(16, 0.4)), MOTION))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_shadow_of_a_cloud_is_nothing(seed: int) -> None:
    looks = watch(film(40, shadow(15), seed=seed), MOTION, LOITERING)
    assert not [look.told for look in looks if look.told]


def test_a_turned_camera_learns_its_new_view_and_says_so() -> None:
    looks = watch(film(40, turned(16)), MOTION, CROSSING, LOITERING)
    assert reasons(looks) == ["warming", "", "moved", ""]
    assert not [look.told for look in looks if look.told]
    assert "moved" in reasons(watch(film(45, turned_a_little), MOTION))


def test_another_resolution_or_a_long_gap_begins_anew() -> None:
    larger = (Still(one.at + 20, one.image[:160, :]) for one in film(12))
    assert reasons(watch(chain(film(20), larger), MOTION)) == ["warming", "", "warming", ""]
    assert reasons(watch(chain(film(20), film(12, begin=120)), MOTION)) == ["warming", "", "warming", ""]


def test_few_alerts_for_much_motion() -> None:
    def busy(at: float) -> tuple[float, float] | None:
        return (0.1 + 0.8 * ((at % 6) / 6), 0.7) if at > 10 and at % 12 < 6 else None

    assert len(told(watch(film(120, block(busy)), rule(rearm_s=60.0)))) <= 2
    assert len(told(watch(film(120, block(busy)), rule(rearm_s=5.0)))) >= 6


def test_a_rule_that_has_changed_does_not_tell_again_for_that() -> None:
    scene, looks = Scene(no_model), list[Look]()
    scene.follow([MOTION])
    for picture in film(30, block(walk(12, (0.05, 0.7), (0.95, 0.7), 16))):
        if picture.at == 20:
            scene.follow([rule(name="Khác")])
        looks.append(scene.look(picture))
    assert len(told(looks)) == 1


def test_a_rule_without_its_model_says_so_and_the_others_go_on() -> None:
    objects = rule(RuleKind.OBJECTS)
    looks = watch(passing(), objects, MOTION)
    assert looks[-1].states[objects.id] == (Watching.FAULTY, "no_model")
    assert told(looks, MOTION)

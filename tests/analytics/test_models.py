"""Detectors in ONNX files: how their output is read, where boxes lie, and what becomes of a file that is none."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from analytics.models import BadModel, Model
from analytics.scene import Scene
from analytics.settings import Layout, ModelFile
from analytics.shelf import Shelf
from contract.analytics import AnalyticsRule, RuleKind, Watching
from tests.analytics.onnx_file import bright, constant
from tests.analytics.pictures import Still, film

NAMES = ("lamp", "nothing")
ZONE = ((0.05, 0.05), (0.95, 0.05), (0.95, 0.95), (0.05, 0.95))
RULE = AnalyticsRule(id="r", camera="c", name="R", kind=RuleKind.OBJECTS, shape=ZONE, min_size=0.0, dwell_s=2.0)


def file(path: Path, **more: object) -> ModelFile:
    return ModelFile(**{"name": "m", "file": str(path), "size": 64, "classes": NAMES} | more)  # type: ignore[arg-type]


def lamp(x: int, y: int, wide: int = 128, high: int = 64) -> NDArray[np.uint8]:
    """A black picture, twice as wide as high, with one bright square of 32."""
    picture = np.zeros((high, wide, 3), np.uint8)
    picture[y : y + 32, x : x + 32] = 255
    return picture


def test_a_yolo_finds_what_is_bright_where_it_is(tmp_path: Path) -> None:
    model = Model(file(bright(tmp_path / "m.onnx")))
    [blob] = model.look(lamp(64, 32), 0.9)
    assert (blob.kind, blob.score) == ("lamp", pytest.approx(1.0, abs=0.01))
    # Laid whole into the square, half of the height is margin: both are undone.
    assert tuple(blob.box) == pytest.approx((0.5, 0.5, 0.25, 0.5), abs=0.01)
    assert not model.look(np.zeros((64, 128, 3), np.uint8), 0.9)


def test_a_stretched_picture_is_stretched_back(tmp_path: Path) -> None:
    model = Model(file(bright(tmp_path / "m.onnx"), letterbox=False))
    boxes = [blob.box for blob in model.look(lamp(64, 32), 0.9)]
    assert boxes
    assert all(box.x >= 0.49 and box.y >= 0.49 and box.x + box.w <= 0.76 for box in boxes)


def test_a_yolo5_weighs_its_classes_by_its_sureness(tmp_path: Path) -> None:
    model = Model(file(bright(tmp_path / "m.onnx", attributes=7, score_at=6), layout=Layout.YOLO5))
    [blob] = model.look(lamp(64, 32), 0.9)
    assert blob.kind == "nothing", "the second class"


@pytest.mark.parametrize(
    ("rows", "layout"),
    [
        (np.array([[[16, 16, 48, 32, 0.8, 1], [0, 0, 9, 9, 0.1, 0]]], np.float32), Layout.YOLO_END),
        (np.array([[[[0, 1, 0.8, 0.25, 0.25, 0.75, 0.5], [0, 0, 0.1, 0, 0, 1, 1]]]], np.float32), Layout.SSD),
    ],
)
def test_other_layouts_are_read_and_told_apart_by_their_shape(
    tmp_path: Path, rows: NDArray[np.float32], layout: Layout
) -> None:
    path = constant(tmp_path / "m.onnx", rows)
    for asked in (layout, Layout.AUTO):
        model = Model(file(path, letterbox=False, layout=asked, classes=("a", "b", "c", "d")))
        [blob] = model.look(lamp(0, 0), 0.5)
        assert (blob.kind, blob.score) == ("b", pytest.approx(0.8, abs=0.01))
        assert tuple(blob.box) == pytest.approx((0.25, 0.25, 0.5, 0.25), abs=0.01)


def test_boxes_are_cut_at_the_edge_and_overlapping_ones_are_one(tmp_path: Path) -> None:
    rows = np.array([[[-20, -20, 32, 32, 0.9, 0], [-18, -20, 32, 34, 0.8, 0], [70, 70, 90, 90, 0.9, 0]]], np.float32)
    model = Model(file(constant(tmp_path / "m.onnx", rows), letterbox=False, layout=Layout.YOLO_END))
    [blob] = model.look(lamp(0, 0), 0.5)
    assert tuple(blob.box) == pytest.approx((0.0, 0.0, 0.5, 0.5), abs=0.01)


def test_a_file_that_is_no_model_says_what_is_wrong(tmp_path: Path) -> None:
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"this is no network at all")
    with pytest.raises(BadModel, match="bad_model"):
        Model(file(broken))
    with pytest.raises(BadModel, match="bad_model"):
        Model(file(tmp_path / "missing.onnx"))
    with pytest.raises(BadModel, match="fits no known layout"):
        Model(file(bright(tmp_path / "m.onnx"), classes=("one", "two", "three")))
    with pytest.raises(BadModel, match="FileNotFoundError"):
        Model(file(bright(tmp_path / "m.onnx"), classes_file=str(tmp_path / "none.names")))


def test_names_may_stand_in_a_file_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "m.names").write_text("đèn\nkhông gì\n\n", "utf-8")
    model = Model(file(bright(tmp_path / "m.onnx"), classes=(), classes_file=str(tmp_path / "m.names")))
    assert model.classes == ("đèn", "không gì")


def lit(pictures: Iterable[Still], since: float) -> Iterable[Still]:
    """Something bright in the middle from then on."""
    for picture in pictures:
        image = np.zeros_like(picture.image)
        if picture.at >= since:
            image[90:170, 160:240] = 255
        yield Still(picture.at, image)


def test_an_object_rule_fires_once_what_it_wants_has_been_there_for_a_while(tmp_path: Path) -> None:
    shelf = Shelf([file(bright(tmp_path / "m.onnx"))])
    scene = Scene(shelf.of, 0.5)
    scene.follow([RULE])
    looks = [scene.look(picture) for picture in lit(film(30), since=10)]
    [at] = [look.at for look in looks if look.told]
    assert 11.5 <= at <= 15
    assert looks[-1].states["r"] == (Watching.WATCHING, "")
    assert {seen.kind for look in looks for seen in look.things} == {"lamp"}


def test_unwanted_classes_do_not_fire_and_unknown_ones_are_told(tmp_path: Path) -> None:
    shelf = Shelf([file(bright(tmp_path / "m.onnx"))])
    for classes, state in ((("nothing",), (Watching.WATCHING, "")), (("tàu",), (Watching.FAULTY, "no_such_class"))):
        scene = Scene(shelf.of, 0.5)
        scene.follow([AnalyticsRule(id="r", camera="c", name="R", kind=RuleKind.OBJECTS, shape=ZONE, classes=classes)])
        looks = [scene.look(picture) for picture in lit(film(20), since=5)]
        assert not [look for look in looks if look.told]
        assert looks[-1].states["r"] == state


def test_a_broken_model_is_tried_again_after_a_while_and_one_nobody_has_is_told(tmp_path: Path) -> None:
    clock = [1000.0]
    path = tmp_path / "m.onnx"
    shelf = Shelf([file(path)], lambda: clock[0])
    with pytest.raises(BadModel, match="bad_model"):
        shelf.of(RULE)
    bright(path)
    with pytest.raises(BadModel, match="bad_model"):
        shelf.of(RULE)
    clock[0] += 61
    assert shelf.of(RULE).classes == NAMES
    with pytest.raises(BadModel, match="no_model"):
        shelf.get("other")

"""What watching one camera by rules costs, beside decoding it only: share of a core at four pictures a second."""

import itertools
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import av
import cv2

from analytics.decoding import Frame
from analytics.models import BadModel, Model
from analytics.scene import Scene
from contract.analytics import AnalyticsRule, RuleKind
from demo.city import CAMERAS
from demo.scenes.make import ClipPair, make_pair
from demo.scenes.spec import Kind, SceneSpec

PER_S, STREAM_PER_S = 4.0, 15.0
SHOWN = ("cam-02", "cam-01", "cam-13", "cam-14", "cam-15")
ZONE = ((0.02, 0.1), (0.98, 0.1), (0.98, 0.95), (0.02, 0.95))
RULES = (
    AnalyticsRule(id="m", camera="c", name="m", kind=RuleKind.MOTION, shape=ZONE),
    AnalyticsRule(id="x", camera="c", name="x", kind=RuleKind.CROSSING, shape=((0.02, 0.6), (0.98, 0.6))),
    AnalyticsRule(id="l", camera="c", name="l", kind=RuleKind.LOITERING, shape=ZONE, dwell_s=10.0),
)


def run(quick: bool) -> dict[str, float]:
    """Three rules a camera, one thread; the reference decodes the same pictures and throws them away."""
    cv2.setNumThreads(1)
    try:
        with TemporaryDirectory() as name:
            return _measured(Path(name), SHOWN[:2] if quick else SHOWN, 1 if quick else 3)
    finally:
        cv2.setNumThreads(-1)


def _measured(folder: Path, cameras: Iterable[str], rounds: int) -> dict[str, float]:
    print(f"  {'scene':12}{'decode only':>14}{'scale':>9}{'look':>9}{'look at ' + format(PER_S, 'g') + '/s':>14}")
    shares, references = [], []
    for id in cameras:
        camera = next(camera for camera in CAMERAS if camera.id == id)
        pair = ClipPair(folder / "main.mp4", folder / "sub.mp4")
        make_pair(SceneSpec.of(camera.id, camera.name, Kind(camera.scene)), pair)
        decode = median(_decode_ms(pair.sub) for _ in range(rounds))
        frames = _frames(pair.sub)
        scale = median(_ms(lambda frame: frame.grey(), frames) for _ in range(rounds))
        look = median(_look_ms(frames) for _ in range(rounds)) - scale
        share, reference = (scale + look) * PER_S / 10, decode * STREAM_PER_S / 10
        print(f"  {camera.scene:12}{decode:>8.2f} ms/f{scale:>6.2f} ms{look:>6.2f} ms{share:>8.2f} % of a core")
        shares.append(share)
        references.append(reference)
    ours, reference = median(shares), median(references)
    print(f"  a camera: {ours:.2f} % of a core to look at {PER_S:g} pictures a second (goal: 3); decoding all of its")
    print(f"  {STREAM_PER_S:g} pictures a second and nothing else, the reference: {reference:.2f} %")
    return {"analytics_core_percent": ours, "analytics_worst_core_percent": max(shares),
            "analytics_decode_core_percent": reference, "analytics_ratio_to_decode": ours / reference}  # fmt: skip


def _decode_ms(clip: Path) -> float:
    with av.open(str(clip)) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        packets = [packet for packet in container.demux(stream) if packet.size]
        begun, count = time.process_time(), 0
        for packet in packets:
            count += len(stream.codec_context.decode(packet))
    return (time.process_time() - begun) * 1000 / max(1, count)


def _frames(clip: Path) -> list[Frame]:
    """At the pace of looking, some rounds of the clip, so that the view is learned and busy."""
    with av.open(str(clip)) as container:
        step = max(1, round(STREAM_PER_S / PER_S))
        kept = [frame for n, frame in enumerate(container.decode(video=0)) if n % step == 0]
    return [Frame(frame, n / PER_S) for n, frame in enumerate(itertools.chain.from_iterable([kept] * 4))]


def _look_ms(frames: list[Frame]) -> float:
    """The first ten seconds are only learned, and cost less: they do not count."""
    scene, warm = Scene(_no_model), round(10 * PER_S)
    scene.follow(RULES)
    for frame in frames[:warm]:
        scene.look(frame)
    return _ms(scene.look, frames[warm:])


def _ms(work: Callable[[Frame], object], frames: list[Frame]) -> float:
    begun = time.process_time()
    for frame in frames:
        work(frame)
    return (time.process_time() - begun) * 1000 / len(frames)


def _no_model(_: AnalyticsRule) -> Model:
    raise BadModel("no_model")

"""Whether faults of the picture are found, and healthy pictures left alone; what it costs beside finding motion."""

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median

import cv2

from bench import vision_clips as clips
from bench.vision_clips import FAULTS, HARMLESS, LOOKS, Sample
from console.video.vision import FAULTS as FINDINGS
from console.video.vision import Eye, Grey

HEALTHY_S, FAULT_S = 60, 60
QUIET_S = 1200


def run(quick: bool) -> dict[str, float]:
    """A table of hits and false alarms for each fault, and the cost of one camera."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seen = list(clips.footage())
        print(
            "  footage: "
            + (", ".join(name for name, _ in seen) or "none (IOC_FOOTAGE names no folder of clips), only drawn scenes")
        )
        cast = [*clips.scenes(folder, quick), *seen]
        healthy = {name: clips.through_a_camera(pictures, folder) for name, pictures in cast}
        found = _faults(cast, healthy, folder)
        found |= _harmless(cast, healthy, folder)
        found |= _quiet(healthy, 300 if quick else QUIET_S)
        return found | _cost(list(healthy.values()), 3 if quick else 9)


def findings(*parts: tuple[Sequence[Sample], float]) -> list[tuple[float, frozenset[str]]]:
    """What one eye says through parts of a day, each looped for so many seconds."""
    eye, at, said = Eye(), 0.0, []
    for samples, seconds in parts:
        for grey, colour in islice(cycle(samples), round(seconds * LOOKS)):
            said.append((at, frozenset(eye.look(grey, at, colour).found)))
            at += 1 / LOOKS
    return said


def _faults(
    cast: list[tuple[str, list[clips.Image]]], healthy: dict[str, list[Sample]], folder: Path
) -> dict[str, float]:
    print(f"\n  {'fault':18}{'hits':>9}{'seconds':>9}  missed; called otherwise; said of the healthy part")
    out: dict[str, float] = {}
    for spoil, right in FAULTS.items():
        hits, waits, notes = 0, [], Counter[str]()
        for name, pictures in cast:
            said = findings((healthy[name], HEALTHY_S), (clips.through_a_camera(spoil(pictures), folder), FAULT_S))
            first = next((at - HEALTHY_S for at, what in said if at >= HEALTHY_S and what & set(right)), None)
            wrong = {fault for at, what in said if at >= HEALTHY_S for fault in what - set(right)}
            early = {fault for at, what in said if at < HEALTHY_S for fault in what}
            hits += first is not None
            waits += [first] if first is not None else []
            notes.update([f"missed {name}"] if first is None else [])
            notes.update([f"{fault}?" for fault in sorted(wrong)] + [f"{fault}! {name}" for fault in sorted(early)])
        told = ", ".join(f"{what}" + (f" ×{count}" if count > 1 else "") for what, count in notes.items())
        wait = median(waits) if waits else 0.0
        print(f"  {spoil.__name__:18}{hits:>5}/{len(cast):<3}{wait:>9.1f}  {told}")
        out |= {f"vision_hits_{spoil.__name__}": hits / len(cast), f"vision_seconds_{spoil.__name__}": wait}
    return out


def _harmless(
    cast: list[tuple[str, list[clips.Image]]], healthy: dict[str, list[Sample]], folder: Path
) -> dict[str, float]:
    """What happens to healthy cameras, and must be called nothing."""
    print("\n  harmless          false alarms (of so many clips)")
    total = 0
    for happen in HARMLESS:
        alarms = Counter[str]()
        for name, pictures in cast:
            after = clips.through_a_camera(happen(pictures), folder)
            said = findings((healthy[name], HEALTHY_S), (after, FAULT_S), (healthy[name], HEALTHY_S))
            alarms.update(f"{fault} {name}" for fault in {fault for _, what in said for fault in what})
        total += sum(alarms.values())
        print(f"  {happen.__name__:18}{sum(alarms.values()):>3}/{len(cast):<4}{', '.join(alarms)}")
    total += _nightfall(healthy)
    return {"vision_false_harmless": float(total)}


def _nightfall(healthy: dict[str, list[Sample]]) -> int:
    """The same place by day, then by infrared: grey, with other lights."""
    days = [name for name in healthy if name.endswith("-day") and name.replace("-day", "-night") in healthy]
    alarms = []
    for day in days:
        night = [(grey, 0.0) for grey, _ in healthy[day.replace("-day", "-night")]]
        said = findings((healthy[day], HEALTHY_S), (night, FAULT_S), (healthy[day], HEALTHY_S))
        alarms += [f"{fault} {day}" for fault in {fault for _, what in said for fault in what}]
    print(f"  {'day to infrared':18}{len(alarms):>3}/{len(days):<4}{', '.join(alarms)}")
    return len(alarms)


def _quiet(healthy: dict[str, list[Sample]], seconds: int) -> dict[str, float]:
    alarms = Counter[str]()
    for name, samples in healthy.items():
        alarms.update(f"{fault} {name}" for fault in {f for _, what in findings((samples, seconds)) for f in what})
    hours = seconds * len(healthy) / 3600
    print(f"\n  nothing happens, {hours:.1f} camera hours: {sum(alarms.values())} false alarms {', '.join(alarms)}")
    return {"vision_false_quiet": float(sum(alarms.values())), "vision_quiet_hours": hours}


def _cost(samples: list[list[Sample]], rounds: int) -> dict[str, float]:
    """Take turns with a background subtractor, the usual first step of finding motion, on the same pictures."""
    pictures = [grey for part in samples for grey, _ in part][:400]
    cv2.setNumThreads(1)
    ours, motion = [], []
    for _ in range(rounds):
        eye, back = Eye(), cv2.createBackgroundSubtractorMOG2()
        ours.append(_ms(lambda grey, eye=eye: eye.look(grey, time.monotonic()), pictures))
        motion.append(_ms(back.apply, pictures))
    cv2.setNumThreads(-1)
    look, reference = median(ours), median(motion)
    share = look * LOOKS / 1000 * 100
    print(f"  one look {look:.3f} ms (finding motion by MOG2: {reference:.3f} ms); {share:.3f} % of a core per camera")
    return {"vision_look_ms": look, "vision_ratio_to_mog2": look / reference, "vision_core_percent": share}


def _ms(look: Callable[..., object], pictures: Sequence[Grey]) -> float:
    begun = time.process_time()
    for picture in pictures:
        look(picture)
    return (time.process_time() - begun) * 1000 / len(pictures)


assert set(FINDINGS) >= {fault for right in FAULTS.values() for fault in right}

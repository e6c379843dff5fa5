"""Whose turn it is: the reading thread helps while nobody waits for it, and who is looked at closely goes first."""

import threading
import time

from console.video.decoders import AT_HOME, Decoders
from media.loop import LoopThread


def test_the_reading_thread_decodes_what_keeps_nobody_waiting() -> None:
    """One picture at home; a second beside it would be too much and goes to the others."""
    lines, where, done = LoopThread("lines"), list[str](), threading.Semaphore(0)

    class Work:
        urgent = False

        def turn(self, most: int = 64) -> None:
            where.append(threading.current_thread().name.partition("-")[0])
            done.release()

    async def hand_over(decoders: Decoders) -> None:
        decoders.near(Work(), AT_HOME)
        decoders.near(Work(), AT_HOME)

    decoders = Decoders(1, lines)
    try:
        lines.run(hand_over(decoders)).result(2)
        assert done.acquire(timeout=2)
        assert done.acquire(timeout=2)
        assert sorted(where) == ["decode", "lines"]
        # What is handed over from elsewhere is none of the reading thread's business.
        decoders.near(Work(), 0.0)
        assert done.acquire(timeout=2)
        assert where[-1] == "decode"
    finally:
        assert decoders.close()
        assert lines.close()


def test_what_is_looked_at_closely_goes_first_and_nothing_is_lost() -> None:
    """An alarm's picture must not wait behind those of sixty others."""
    order, begun, gate = list[str](), threading.Event(), threading.Event()

    class Work:
        def __init__(self, name: str, urgent: bool) -> None:
            self.name, self.urgent = name, urgent

        def turn(self) -> None:
            begun.set()
            gate.wait(2)
            order.append(self.name)

    decoders = Decoders(1)
    try:
        decoders.ready(Work("at work", urgent=False))
        assert begun.wait(2)
        for number in range(20):
            decoders.ready(Work(f"{number}", urgent=False))
        decoders.ready(Work("alarm", urgent=True))
        gate.set()
        end = time.monotonic() + 2
        while len(order) < 22 and time.monotonic() < end:
            time.sleep(0.01)
        assert order == ["at work", "alarm", *map(str, range(20))]
    finally:
        assert decoders.close()


def test_many_hands_lose_nothing_of_both_queues() -> None:
    """Two threads may reach for the last urgent one at once."""
    done = threading.Semaphore(0)

    class Work:
        def __init__(self, urgent: bool) -> None:
            self.urgent = urgent

        def turn(self) -> None:
            done.release()

    decoders = Decoders(4)
    try:
        for number in range(4000):
            decoders.ready(Work(urgent=number % 2 == 0))
        assert all(done.acquire(timeout=2) for _ in range(4000))
    finally:
        assert decoders.close()

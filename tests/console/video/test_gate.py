"""The gate lets so many through, and nobody slips in before one who waits."""

import threading
import time

import pytest

from console.video.gate import Gate


def test_no_more_than_the_permits_are_inside_and_all_get_through() -> None:
    gate, inside, most, lock = Gate(2), [0], [0], threading.Lock()

    def work() -> None:
        for _ in range(50):
            with gate:
                with lock:
                    inside[0] += 1
                    most[0] = max(most[0], inside[0])
                time.sleep(0)
                with lock:
                    inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)
    assert most[0] == 2


def test_one_who_comes_back_at_once_stands_behind_those_who_wait() -> None:
    gate, order = Gate(1), list[str]()

    def wait(name: str) -> None:
        with gate:
            order.append(name)

    waiting = [threading.Thread(target=wait, args=(name,)) for name in ("b", "c")]
    with gate:
        for at, thread in enumerate(waiting, start=1):
            thread.start()
            while len(gate._waiting) < at:
                time.sleep(0.001)
    wait("a")
    for thread in waiting:
        thread.join(5)
    assert order == ["b", "c", "a"]


def test_a_permit_comes_back_from_one_who_fails() -> None:
    gate = Gate(1)
    for _ in range(3):
        with pytest.raises(ValueError, match="broken"), gate:
            raise ValueError("broken")
    with gate:
        assert gate._free == 0
    assert gate._free == 1

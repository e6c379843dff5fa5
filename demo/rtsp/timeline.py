"""Which picture of an endlessly looping clip is due when; pure arithmetic, no clock of its own."""

from bisect import bisect_left, bisect_right

from demo.rtsp.clip import Clip


class Playhead:
    """The number of the next picture on a mount's live timeline; all times in seconds of one monotonic clock."""

    def __init__(self, clip: Clip, epoch: float) -> None:
        self._clip = clip
        self._epoch = epoch
        self._times = [picture.at for picture in clip.pictures]
        self._origin, self._from, self._speed = epoch, 0.0, 1.0
        self._last_due = float("-inf")
        self.number = 0

    def media_time(self, number: int) -> float:
        """When the picture of this number is due after picture 0, at full speed."""
        loops, index = divmod(number, len(self._times))
        return loops * self._clip.duration + self._times[index]

    def due(self) -> float:
        """When the next picture is to be sent."""
        return self._origin + (self.media_time(self.number) - self._from) / self._speed

    @property
    def slowed(self) -> bool:
        return self._speed != 1.0

    def advance(self) -> None:
        self._last_due = self.due()
        self.number += 1

    def forget(self) -> None:
        """Nobody listens any more: the next listener may be given what was sent before."""
        self._last_due = float("-inf")

    def join(self, now: float, at_once: bool) -> None:
        """Jump to the latest keyframe, or the next one where that would send something twice or is not wanted."""
        self._origin, self._from, self._speed = self._epoch, 0.0, 1.0
        self.number = self._key_before(now - self._epoch)
        if not at_once or self.due() <= self._last_due:
            self.number = self._key_after(self.number)

    def slow_down(self, now: float, speed: float) -> None:
        """Go on from here at another speed; join() ends it."""
        self._origin, self._from, self._speed = now, self.media_time(self.number), speed

    def _key_before(self, media_time: float) -> int:
        loops, rest = divmod(media_time, self._clip.duration)
        index = bisect_right(self._times, rest) - 1
        keys = self._clip.keys
        return int(loops) * len(self._times) + keys[max(0, bisect_right(keys, index) - 1)]

    def _key_after(self, number: int) -> int:
        loops, index = divmod(number, len(self._times))
        keys = self._clip.keys
        place = bisect_left(keys, index + 1)
        return loops * len(self._times) + (keys[place] if place < len(keys) else len(self._times))

"""What a camera burns into its picture: its name, a running time code, and the frame number's strip."""

from demo.scenes.barcode import Image, draw_frame_number
from demo.scenes.lettering import lay, text

GLYPHS = "0123456789:.-"


class Osd:
    """Draws the overlay of one camera; sizes follow the picture's height."""

    def __init__(self, name: str, height: int, fps: int) -> None:
        self._fps = fps
        self._margin = round(height * 0.033)
        size = round(height * 0.05)
        self._name = text(name, size)
        self._glyphs = {letter: text(letter, size) for letter in GLYPHS}
        digit = max(glyph.shape[1] for letter, glyph in self._glyphs.items() if letter.isdigit())
        self._steps = {letter: digit - 7 if letter.isdigit() else size // 2 for letter in GLYPHS}

    def draw(self, image: Image, frame: int) -> None:
        """Burn all of it in."""
        lay(image, self._name, self._margin, self._margin)
        code = time_code(frame, self._fps)
        left = image.shape[1] - self._margin - sum(self._steps[letter] for letter in code)
        for letter in code:
            lay(image, self._glyphs[letter], left, self._margin)
            left += self._steps[letter]
        draw_frame_number(image, frame)


def time_code(frame: int, fps: int) -> str:
    """Minutes, seconds and frames since the clip's start, and the frame's number."""
    seconds, rest = divmod(frame, fps)
    return f"{seconds // 60:02d}:{seconds % 60:02d}.{rest:02d}-{frame:04d}"

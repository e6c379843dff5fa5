"""The city's cameras: where each stands, what it looks at, and at which address its two streams are served."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from contract.cameras import Camera, CameraGroup, Stream, TargetClass
from contract.geo import Point

FPS = 15.0

_SCENES = {
    "border": ("bien-gioi", "Biên giới, cửa khẩu", TargetClass.IDENTIFY),
    "bridge": ("cau", "Cầu", TargetClass.OBSERVE),
    "junction": ("nut-giao", "Nút giao thông", TargetClass.RECOGNISE),
    "harbour": ("cang-ben", "Cảng, bến thủy", TargetClass.DETECT),
    "beach": ("bai-bien", "Bãi biển", TargetClass.MONITOR),
    "market": ("noi-dong-nguoi", "Nơi đông người", TargetClass.OBSERVE),
    "mountain": ("rung-nui", "Rừng núi, hồ chứa", TargetClass.MONITOR),
}
"""What a camera of each scene belongs to, and what it was put there for."""

GROUPS = tuple(CameraGroup(id=id, name=name) for id, name, _ in _SCENES.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class CityCamera:
    """One camera as typed in cameras.toml."""

    number: int
    name: str
    place: str
    unit: str
    lat: float
    lon: float
    heading: float
    fov: float
    scene: str

    @property
    def id(self) -> str:
        return f"cam-{self.number:02}"

    @property
    def said(self) -> str:
        """The name in the middle of a sentence: every one begins with a common noun."""
        return self.name[0].lower() + self.name[1:]

    @property
    def point(self) -> Point:
        return Point(self.lat, self.lon)

    def path(self, profile: str) -> str:
        """Where the RTSP server mounts this stream."""
        return f"/cam/{self.number:02}/{profile}"

    def row(self, host: str, port: int) -> Camera:
        def stream(profile: str, width: int, height: int) -> Stream:
            url = f"rtsp://{host}:{port}{self.path(profile)}"
            return Stream(profile=profile, url=url, width=width, height=height, fps=FPS)

        return Camera(
            id=self.id,
            number=self.number,
            name=self.name,
            place=self.place,
            unit=self.unit,
            point=self.point,
            heading=self.heading,
            fov=self.fov,
            target_class=_SCENES[self.scene][2],
            groups=(_SCENES[self.scene][0],),
            streams=(stream("main", 1280, 720), stream("sub", 640, 360)),
        )


def _read() -> tuple[CityCamera, ...]:
    text = (Path(__file__).parent / "cameras.toml").read_text(encoding="utf-8")
    return tuple(CityCamera(**entry) for entry in tomllib.loads(text)["camera"])


CAMERAS = _read()

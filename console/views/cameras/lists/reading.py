"""Rows of words into cameras: each line is judged by itself, and everything that is wrong with it is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from console.strings import _, fold
from console.views.cameras.lists import cells
from console.views.cameras.lists.cells import Problem, value
from console.views.cameras.lists.columns import APART, NEEDED, assign, title
from console.views.cameras.lists.files import CannotRead
from contract.base import World
from contract.cameras import Camera, CameraGroup, CameraLogin, Login, Stream
from contract.geo import Point
from contract.ids import new_id
from contract.people import Unit

SIZES = {"main": (1920, 1080), "sub": (640, 360)}
"""What a stream is taken to measure where the list does not say."""
MOST_GROUPS = 32
"""As many as the contract lets a camera be in."""


@dataclass
class Line:
    """One row of the file: its place there, the camera it makes, and what is wrong."""

    row: int
    number: str
    name: str
    said: int | None = None
    """The number, however it is written."""
    problems: list[Problem] = field(default_factory=list)
    camera: Camera | None = None
    before: Camera | None = None
    login: Login | None = None
    new_login: bool = False

    @property
    def status(self) -> str:
        """wrong, new, changed or same."""
        if self.problems or self.camera is None:
            return "wrong"
        if self.before is None:
            return "new"
        return "changed" if self.camera != self.before or self.new_login else "same"


@dataclass
class Listed:
    """A whole file, judged against the world as it is."""

    form: str
    lines: list[Line]
    groups: dict[str, CameraGroup]
    """The groups that the list names and the city does not have yet, by folded name."""
    strange: list[str]
    """Heads that nobody knows; their columns are left aside."""


class Reader:
    """Reads lists against one world. A column that is not in the file leaves what it would say as it is."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._cameras = {camera.number: camera for camera in world.all(Camera)}
        self._units: dict[str, Unit] = {}
        for unit in sorted(world.all(Unit), key=lambda unit: unit.valid_to is None):
            # Units of today come last and win: a ward may bear the name of one that is gone.
            self._units |= {words: unit for words in (unit.id, fold(unit.code), fold(unit.name)) if words}
        self._groups = {fold(group.name): group for group in world.all(CameraGroup)}

    def read(self, rows: Sequence[Sequence[str]], form: str = "") -> Listed:
        """Raises CannotRead if the file's first row is no row of heads."""
        columns, strange, twice = assign(rows[0])
        if twice:
            raise CannotRead(_("The column “{column}” stands in the file twice.").format(column=title(twice[0])))
        missing = [title(id) for id in NEEDED if id not in columns.values()]
        if missing:
            said = _("The first row must hold the names of the columns; missing: {columns}.")
            raise CannotRead(said.format(columns=", ".join(missing)))
        listed = Listed(form, [], {}, strange)
        for at, row in enumerate(rows[1:], 2):
            words = {id: row[place] if place < len(row) else "" for place, id in columns.items()}
            if any(words.values()):
                listed.lines.append(self._line(at, words, listed))
        _mark_repeats(listed.lines)
        return listed

    def one(self, base: Camera, words: Mapping[str, str]) -> tuple[Camera | None, list[CameraGroup], list[Problem]]:
        """A camera from the words of a form: what it becomes, the groups that are new with it, and what is wrong."""
        listed, wrong = Listed("", [], {}, []), list[Problem]()
        number, name = self._called(words, wrong)
        camera = self._filled(replace(base, number=number or 1, name=name or "?"), words, wrong, listed)
        return (None if wrong else camera), list(listed.groups.values()), wrong

    def _called(self, words: Mapping[str, str], wrong: list[Problem]) -> tuple[int | None, str | None]:
        number = value(wrong, "number", words["number"], cells.whole, 1, 999_999)
        name = value(wrong, "name", words["name"], cells.line)
        for id in NEEDED:
            if not words[id]:
                wrong.append(Problem(id, "", _("this cell must be filled in")))
        return number, name

    def _line(self, row: int, words: Mapping[str, str], listed: Listed) -> Line:
        line = Line(row, words["number"], words["name"])
        wrong = line.problems
        number, name = self._called(words, wrong)
        line.said = number
        line.before = self._cameras.get(number) if number is not None else None
        base = line.before or Camera(id=new_id(), number=number or 1, name="?")
        camera = self._filled(replace(base, name=name or "?"), words, wrong, listed)
        if not wrong:
            line.camera = camera
            self._login(line, words)
        return line

    def _filled(self, camera: Camera, words: Mapping[str, str], wrong: list[Problem], listed: Listed) -> Camera:
        plain: dict[str, tuple[str, Callable[[str], object], object]] = {
            "place": ("place", cells.line, ""),
            "unit": ("unit", self._unit, None),
            "heading": ("heading", cells.heading, None),
            "fov": ("fov", cells.fov, None),
            "class": ("target_class", cells.target_class, None),
            "restricted": ("restricted", cells.yes_or_no, False),
        }
        more: dict[str, object] = {}
        for id, (name, read, empty) in plain.items():
            if id in words:
                said = value(wrong, id, words[id], read)
                more[name] = empty if said is None else said
        if "groups" in words:
            names = [value(wrong, "groups", each, cells.line) for each in _apart(words["groups"])]
            more["groups"] = tuple(dict.fromkeys(self._group(name, listed) for name in names if name))
            if len(names) > MOST_GROUPS:
                wrong.append(Problem("groups", "", _("at most {most} groups").format(most=MOST_GROUPS)))
        if "lat" in words or "lon" in words:
            more["point"] = _point(words, wrong)
        more["streams"] = _streams(camera, words, wrong)
        made = replace(camera, **more)
        if made.restricted and not made.groups:
            wrong.append(Problem("groups", "", _("at least one group, since watching is restricted")))
        return made

    def _unit(self, words: str) -> str:
        unit = self._units.get(words) or self._units.get(fold(words))
        if unit is None:
            raise cells.Wrong(_("the code or the name of a unit of the city"))
        return unit.id

    def _group(self, name: str, listed: Listed) -> str:
        known = self._groups.get(fold(name)) or listed.groups.get(fold(name))
        if known is None:
            known = listed.groups[fold(name)] = CameraGroup(id=new_id(), name=name)
        return known.id

    def _login(self, line: Line, words: Mapping[str, str]) -> None:
        """An empty user says nothing about the login: lists are exported without any."""
        user, camera = words.get("user", ""), line.camera
        if not user or camera is None:
            if words.get("password"):
                line.problems.append(Problem("user", "", _("a user name for this password")))
            return
        line.login = Login(camera=camera.id, user=user[:200], password=words.get("password", "")[:200])
        held = self._world.get(CameraLogin, camera.id)
        line.new_login = held is None or (held.user, held.password) != (line.login.user, line.login.password)


def _apart(words: str) -> list[str]:
    return list(dict.fromkeys(each for each in (part.strip() for part in APART.split(words)) if each))


def _point(words: Mapping[str, str], wrong: list[Problem]) -> Point | None:
    lat = value(wrong, "lat", words.get("lat", ""), cells.real, -90.0, 90.0)
    lon = value(wrong, "lon", words.get("lon", ""), cells.real, -180.0, 180.0)
    for here, there in (("lat", "lon"), ("lon", "lat")):
        if words.get(here) and not words.get(there):
            wrong.append(Problem(there, "", _("latitude and longitude, or neither")))
    return Point(lat, lon) if lat is not None and lon is not None else None


def _streams(camera: Camera, words: Mapping[str, str], wrong: list[Problem]) -> tuple[Stream, ...]:
    """Main and sub as the list has them; streams of other names stay."""
    streams = {stream.profile: stream for stream in camera.streams}
    for profile in SIZES:
        if f"{profile}.url" not in words:
            continue
        stream = _stream(streams.get(profile), profile, words, wrong)
        streams.pop(profile, None)
        if stream is not None:
            streams[profile] = stream
    order = {"main": 0, "sub": 1}
    return tuple(sorted(streams.values(), key=lambda stream: order.get(stream.profile, 2)))


def _stream(before: Stream | None, profile: str, words: Mapping[str, str], wrong: list[Problem]) -> Stream | None:
    def of(part: str) -> str:
        return words.get(f"{profile}.{part}", "")

    url = value(wrong, f"{profile}.url", of("url"), cells.address)
    width = value(wrong, f"{profile}.width", of("width"), cells.whole, 16, 16384)
    height = value(wrong, f"{profile}.height", of("height"), cells.whole, 16, 16384)
    fps = value(wrong, f"{profile}.fps", of("fps"), cells.real, 0.1, 240.0)
    if url is None:
        return None
    size = (before.width, before.height) if before else SIZES[profile]
    rate = fps or (before.fps if before else 25.0)
    return Stream(profile=profile, url=url, width=width or size[0], height=height or size[1], fps=rate)


def _mark_repeats(lines: Sequence[Line]) -> None:
    """Two lines of one number: neither is taken, because nobody knows which is meant."""
    rows: dict[int, list[int]] = {}
    for line in lines:
        if line.said is not None:
            rows.setdefault(line.said, []).append(line.row)
    for line in lines:
        same = rows.get(line.said, []) if line.said is not None else []
        if len(same) > 1:
            others = ", ".join(str(row) for row in same if row != line.row)
            line.problems.append(
                Problem(
                    "number",
                    "",
                    _("this number may stand there only once; it is also in row {rows}").format(rows=others),
                )
            )

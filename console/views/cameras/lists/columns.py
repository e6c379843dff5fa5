"""The columns of a list of cameras: their names in both languages, in the order in which a list is written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from console.strings import N_, _, fold

APART = re.compile(r"[|;\n]")
"""What stands between two groups in one cell."""
JOIN = " | "


@dataclass(frozen=True)
class Field:
    """One column: `title` is marked with N_; `known` are further names that lists in use have, folded."""

    id: str
    title: str
    known: tuple[str, ...] = ()


FIELDS = (
    Field("number", N_("Number"), ("so", "so hieu", "stt", "so camera", "no", "no.", "camera number")),
    Field("name", N_("Name"), ("ten", "ten camera", "ten goi", "camera", "camera name")),
    Field(
        "place", N_("Place"), ("vi tri", "dia diem", "dia chi", "noi lap dat", "vi tri lap dat", "address", "location")
    ),
    Field("unit", N_("Unit"), ("don vi", "don vi hanh chinh", "dvhc", "ma don vi", "phuong xa", "ward")),
    Field("lat", N_("Latitude"), ("vi do", "lat")),
    Field("lon", N_("Longitude"), ("kinh do", "lon", "lng", "long")),
    Field("heading", N_("Heading"), ("huong", "huong nhin", "phuong vi", "azimuth", "direction")),
    Field("fov", N_("Angle of view"), ("goc nhin", "goc quan sat", "fov")),
    Field("class", N_("Class"), ("cap do", "muc dich", "muc quan sat", "target class", "purpose")),
    Field("groups", N_("Groups"), ("nhom", "nhom camera", "group")),
    Field("restricted", N_("Restricted"), ("han che", "gioi han", "gioi han nguoi xem", "private")),
    Field("main.url", N_("Main stream"), ("luong chinh", "rtsp", "rtsp chinh", "url", "main", "main url")),
    Field("main.width", N_("Main width"), ("rong luong chinh", "rong chinh")),
    Field("main.height", N_("Main height"), ("cao luong chinh", "cao chinh")),
    Field("main.fps", N_("Main rate"), ("toc do luong chinh", "main fps")),
    Field("sub.url", N_("Sub stream"), ("luong phu", "rtsp phu", "sub", "sub url")),
    Field("sub.width", N_("Sub width"), ("rong luong phu", "rong phu")),
    Field("sub.height", N_("Sub height"), ("cao luong phu", "cao phu")),
    Field("sub.fps", N_("Sub rate"), ("toc do luong phu", "sub fps")),
    Field("user", N_("User name"), ("tai khoan", "ten dang nhap", "nguoi dung", "user", "username", "login")),
    Field("password", N_("Password"), ("mat khau", "pass", "pwd")),
)
SECRET = {"user", "password"}
"""Read, and never written."""
NEEDED = ("number", "name")
TITLES = {field.id: field.title for field in FIELDS}


def title(id: str) -> str:
    """The column's name as it is said now."""
    return _(TITLES[id])


def assign(heads: Sequence[str]) -> tuple[dict[int, str], list[str], list[str]]:
    """Which column of a file is which: the fields by place, the heads nobody knows, and the fields that come twice."""
    names = _names()
    found: dict[int, str] = {}
    strange, twice = [], []
    for at, head in enumerate(heads):
        words = " ".join(fold(head).replace("_", " ").strip(" *:").split())
        id = names.get(words)
        if id is None:
            if words:
                strange.append(head.strip())
        elif id in found.values():
            twice.append(id)
        else:
            found[at] = id
    return found, strange, twice


def _names() -> dict[str, str]:
    names = {known: field.id for field in FIELDS for known in field.known}
    for field in FIELDS:
        names |= {fold(field.title): field.id, fold(_(field.title)): field.id}
    return names

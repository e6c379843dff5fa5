"""Somebody of every role, with invented names, and the one password that opens the demonstration."""

from contract.people import Person, Role
from demo.city.units import CENTRE, COUNCIL

PASSWORD = "quang-ninh-mau-2026"
"""Everybody's password, in the demonstration only: no account outside it is ever made from this list."""

WALL_NODE = "node-1"
SOURCE = "nguon-mau"
ANALYTICS_NODE = "phan-tich-1"

PEOPLE = (
    Person(id="quantri", name="Nguyễn Đức Thành", role=Role.ADMIN, unit=CENTRE),
    Person(id="lan", name="Phạm Thị Lan", role=Role.SUPERVISOR, unit=CENTRE),
    Person(id="minh", name="Trần Quang Minh", role=Role.DUTY_OFFICER, unit=CENTRE),
    Person(id="huong", name="Vũ Thu Hương", role=Role.DUTY_OFFICER, unit=CENTRE),
    Person(id="tuan", name="Đỗ Anh Tuấn", role=Role.DUTY_OFFICER, unit=CENTRE),
    Person(id="nga", name="Lê Thị Nga", role=Role.DUTY_OFFICER, unit="06712"),
    Person(id="hai", name="Hoàng Văn Hải", role=Role.LEADER, unit=CENTRE),
    Person(id="chutoa", name="Bùi Xuân Trường", role=Role.CHAIR, unit=COUNCIL),
    Person(id="thuky", name="Đặng Mai Phương", role=Role.SECRETARY, unit=COUNCIL),
    Person(id="daibieu-01", name="Ngô Văn Khánh", role=Role.DELEGATE, unit=COUNCIL),
    Person(id="daibieu-02", name="Lý Thị Hòa", role=Role.DELEGATE, unit=COUNCIL),
    Person(id="daibieu-03", name="Đinh Công Sơn", role=Role.DELEGATE, unit=COUNCIL),
    Person(id="daibieu-04", name="Chíu Thị Bình", role=Role.DELEGATE, unit=COUNCIL),
    Person(id="daibieu-05", name="Phùn A Lâm", role=Role.DELEGATE, unit=COUNCIL),
    Person(id=WALL_NODE, name="Máy màn hình ghép số 1", role=Role.WALL_NODE, unit=CENTRE),
    Person(id=ANALYTICS_NODE, name="Máy phân tích hình ảnh số 1", role=Role.ANALYTICS, unit=CENTRE),
    Person(id=SOURCE, name="Nguồn cảnh báo mẫu", role=Role.SOURCE, unit=CENTRE),
)

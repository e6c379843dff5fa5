"""Every reason for a refusal, as a full sentence that says what is so and, where it helps, what to do."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from console.strings.catalogue import N_, _
from console.strings.numbers import clock

_ALERTS = {
    "alert.no_title": N_("An alert needs a title."),
    "alert.already_acknowledged": N_("{name} has already acknowledged this alert, at {at}."),
    "alert.changed": N_("The alert has become worse since it was shown here. Read it again before deciding."),
    "alert.cannot_own": N_("{name} cannot take charge of alerts: the role does not allow it or the account is closed."),
    "alert.already_owner": N_("{name} is already in charge of this alert."),
    "alert.not_acknowledged": N_("The alert must be acknowledged before it can be closed."),
    "alert.not_owner": N_("{name} is in charge of this alert; only that person or a supervisor can close it."),
    "alert.say_to_whom": N_("To close an alert as passed on, state in the comment to whom it was passed."),
    "alert.closed": N_("The alert was closed by {name} at {at}."),
}

_CAMERAS = {
    "camera.number_taken": N_("Number {number} already belongs to the camera {name}."),
    "camera.no_name": N_("A camera needs a name."),
    "camera.too_many_streams": N_("A camera can have at most {most} streams."),
    "camera.group_unknown": N_("There is no camera group with the code {group}."),
    "camera.group_twice": N_("A camera can be in a group only once."),
    "camera.restricted_to_nobody": N_("To restrict who may watch this camera, put it into at least one group."),
    "camera.twice": N_("The same camera stands in the list twice."),
    "camera.import_refused": N_("Nothing was imported: {count} of the cameras cannot be taken, the first is {name}."),
    "camera_group.no_name": N_("A camera group needs a name."),
    "camera_group.name_taken": N_("There is already a camera group called {name}."),
    "camera_group.twice": N_("The same camera group stands in the list twice."),
    "camera_group.guards": N_("Only this group may watch the camera {name}. Change that camera first."),
    "camera.profile_twice": N_("A camera cannot have two streams of the same name."),
    "camera.bad_address": N_("The stream address is not valid. It begins with rtsp://, rtsps://, http:// or https://."),
    "camera.address_holds_password": N_("The stream address must not contain a user name or password; set them apart."),
}

_ONVIF = {
    "onvif.unreachable": N_("Nothing answers at this address. Check the address, the cable and the network."),
    "onvif.slow": N_("The device takes too long to answer. Try again later."),
    "onvif.login": N_("The device does not accept this user name and password."),
    "onvif.not_onvif": N_("What answers at this address does not speak ONVIF, or ONVIF is switched off in it."),
    "onvif.broken_answer": N_("The device's answer is not usable. Its own software may have to be updated."),
    "onvif.no_streams": N_("The device offers no video stream."),
    "onvif.address_not_allowed": N_("This address is outside the networks in which cameras may be (camera_networks)."),
    "onvif.bad_address": N_("This is not an address such as 192.168.1.20 or http://192.168.1.20:8000."),
    "onvif.fault": N_("The device refuses the question. Its own software may have to be updated."),
    "onvif.no_ptz": N_("The device has no head that turns, or steering is switched off in it."),
    "onvif.no_events": N_("The device tells no events, or they are switched off in it."),
    "onvif.too_often": N_("Devices have been asked too often. Wait a moment and try again."),
    "onvif.busy": N_("Another search is under way. Wait a moment and try again."),
}

_PEOPLE = {
    "unit.ends_before_it_begins": N_("The unit's last day lies before its first day."),
    "unit.unknown": N_("There is no unit with the code {unit}."),
    "person.service_is_built_in": N_("The system's own account is built in and cannot be given to anybody."),
    "person.last_administrator": N_("This is the only administrator left. Appoint another one first."),
}

_WALLS = {
    "wall.number_taken": N_("Number {number} is already in use on this video wall."),
    "wall.output_taken": N_("Output {output} of this machine already drives another screen."),
    "wall.overlaps": N_("The screen would overlap screen {number}."),
    "wall.unknown_content": N_("This version cannot show content of the kind {kind}."),
    "layout.cell_twice": N_("Two cells of the layout are called {cell}."),
    "layout.cell_outside": N_("Cell {cell} reaches beyond the grid of the layout."),
    "layout.cells_overlap": N_("Cell {cell} overlaps another cell of the layout."),
    "layout.empty": N_("A layout needs at least one cell."),
    "layout.no_such_cell": N_("The layout has no cell called {cell}."),
    "zone.takes_no_alarms": N_("Alerts may not cover the zone {zone}."),
    "zone.already_over": N_("The time until which this is to be shown has already passed."),
    "zone.too_long": N_("The end lies more than a year ahead. Leave it out to show this until it is taken down."),
    "zone.layer_gone": N_("This has already been taken down from the zone."),
    "zone.base_stays": N_("The base content of a zone can be replaced but not taken down."),
    "zone.no_base": N_("The zone {zone} has no base layout yet. Choose a layout first."),
    "zone.no_hotspot": N_("This zone has no hotspot: no cell that shows larger what is chosen."),
    "zone.already_shown": N_("The cell already shows this."),
    "zone.nothing_to_view": N_("Cell {cell} shows nothing that can be looked at more closely."),
    "zone.play_without_zone": N_("The replay's times lack a time zone."),
    "zone.play_out_of_time": N_("Nothing is kept of that time, or it has not come yet."),
    "zone.view_outside": N_("That part lies outside the picture."),
    "zone.full": N_("The zone cannot hold more layers. Take one down first."),
}

_PTZ = {
    "ptz.held": N_("{name} has been steering this camera since {at}."),
    "ptz.held_say_why": N_("{name} has been steering this camera since {at}. To take over, say why (Shift+P)."),
    "ptz.not_yours": N_("Somebody else steers this camera now."),
    "ptz.no_such_preset": N_("The camera has no preset {preset}."),
    "ptz.bad_address": N_("The address for steering is not valid. It begins with http:// or https://."),
    "ptz.address_holds_password": N_("The address for steering must not contain a user name or password."),
}

_CAMERA_EVENTS = {
    "camera_events.nothing_wanted": N_("Choose at least one event that becomes an alert."),
    "camera_events.event_twice": N_("The same event is chosen twice."),
    "camera_events.bad_address": N_("The ONVIF address is not valid. It begins with http:// or https://."),
    "camera_events.address_holds_password": N_("The ONVIF address must not contain a user name or password."),
}

_ANALYTICS = {
    "analytics.points": N_("This shape needs at least {least} points and can have at most {most}."),
    "analytics.outside": N_("A point of the shape lies outside the picture."),
    "analytics.too_small": N_("The shape is too small to be watched. Draw it larger."),
    "analytics.crosses_itself": N_("The sides of the shape cross each other. Move the points apart."),
    "analytics.no_name": N_("A rule needs a name."),
    "analytics.no_hours": N_("The rule's hours end when they begin. Choose other hours, or the whole day."),
    "analytics.class_twice": N_("The same kind of object is chosen twice."),
    "analytics.too_many": N_("There are already {most} rules, which is as many as there can be."),
    "analytics.too_many_of_camera": N_("This camera already has {most} rules, which is as many as it can have."),
}

_BOOKMARKS = {
    "bookmark.exists": N_("This bookmark has already been kept."),
    "bookmark.say_why": N_("Say in a few words what this bookmark is for."),
    "bookmark.time_without_zone": N_("A bookmark's time needs a time zone."),
    "bookmark.time_implausible": N_("A bookmark's time cannot be that far in the past or in the future."),
    "bookmark.ends_before_it_begins": N_("The bookmark ends before it begins."),
    "bookmark.too_long": N_("A bookmark spans at most {most} days."),
    "bookmark.camera_not_yours": N_("A bookmark can be kept only of cameras that may be watched from here."),
    "bookmark.cameras_apart": N_("Nobody may watch all of these cameras. Keep a bookmark of each."),
    "bookmark.not_yours": N_("Only whoever kept this bookmark, or a supervisor, may change or remove it."),
    "bookmark.snapshot_stays": N_("That a picture was saved cannot be changed; only a supervisor may remove it."),
}

_RECORDINGS = {
    "recordings.off": N_("Nothing is recorded on this backend."),
    "recordings.busy": N_("Too many look at recordings now. It is tried again."),
    "recording.camera_unknown": N_("The camera that is to be recorded is not in the list."),
    "evidence.lock_exists": N_("A lock of this name exists already, or existed."),
    "evidence.export_exists": N_("An export of this name exists already."),
    "evidence.fetch_exists": N_("This retrieval has already been noted."),
    "evidence.export_over": N_("The export is already over."),
    "evidence.export_not_ready": N_("The export is not ready."),
    "evidence.not_over_yet": N_("The range has not ended yet. Export it once it has passed."),
    "evidence.camera_not_yours": N_("The range holds a camera that this account may not watch."),
    "evidence.time_without_zone": N_("The times of the range lack a time zone."),
    "evidence.time_implausible": N_("The times of the range cannot be right."),
    "evidence.ends_before_it_begins": N_("The range ends before it begins."),
    "evidence.too_long": N_("The range is longer than {most} days."),
}

_NEEDS = {
    "needs.alerts.see": N_("This role may not see alerts."),
    "needs.alerts.raise": N_("This role may not raise alerts."),
    "needs.alerts.acknowledge": N_("This role may not acknowledge alerts."),
    "needs.alerts.assign": N_("This role may not assign alerts to others."),
    "needs.alerts.close": N_("This role may not close alerts."),
    "needs.alerts.close_any": N_("This role may not close alerts that others are in charge of."),
    "needs.cameras.see": N_("This role may not watch cameras."),
    "needs.cameras.manage": N_("This role may not change the list of cameras."),
    "needs.cameras.judge": N_("Only the system itself may keep the record of how cameras are doing."),
    "needs.recordings.see": N_("This role may not see recordings."),
    "needs.recordings.manage": N_("This role may not decide what is recorded."),
    "needs.recordings.report": N_("Only the system itself may say how recordings stand."),
    "needs.evidence.lock": N_("This role may not lock recordings."),
    "needs.evidence.release": N_("This role may not release locked recordings."),
    "needs.evidence.export": N_("This role may not export recordings."),
    "needs.ptz.use": N_("This role may not steer cameras."),
    "needs.ptz.takeover": N_("This role may not take the steering of a camera from others."),
    "needs.ptz.patrol": N_("This role may not decide which rounds cameras make."),
    "needs.ptz.judge": N_("Only the system itself may keep the record of who steers."),
    "needs.analytics.manage": N_("This role may not decide what is looked for in camera pictures."),
    "needs.analytics.turn": N_("This role may not turn analytics rules on or off."),
    "needs.analytics.report": N_("Only an analytics machine may say what it watches."),
    "needs.bookmarks.keep": N_("This role may not keep bookmarks."),
    "needs.bookmarks.manage": N_("This role may not change the bookmarks of others."),
    "needs.bookmarks.fit": N_("Only the system itself may say who sees bookmarks."),
    "needs.people.manage": N_("This role may not manage accounts and units."),
    "needs.walls.see": N_("This role may not see video walls."),
    "needs.walls.push": N_("This role may not change what a video wall shows."),
    "needs.walls.alarm": N_("This role may not put alerts on a video wall."),
    "needs.walls.takeover": N_("This role may not take over a video wall."),
    "needs.walls.manage": N_("This role may not set up video walls."),
    "needs.walls.report": N_("Only a video wall machine may report what it shows."),
}

_GONE = {
    "gone.unit": N_("The unit no longer exists."),
    "gone.person": N_("The account no longer exists."),
    "gone.camera": N_("The camera is no longer in the list."),
    "gone.bookmark": N_("The bookmark no longer exists."),
    "gone.camera_day": N_("This day is no longer in the record of the camera."),
    "gone.camera_beat": N_("The record of how cameras are doing is gone."),
    "gone.camera_group": N_("The camera group no longer exists."),
    "gone.camera_events": N_("This camera's own events are no longer heard."),
    "gone.camera_events_state": N_("It is no longer known whether this camera's own events are heard."),
    "gone.analytics_rule": N_("The analytics rule no longer exists."),
    "gone.analytics_state": N_("It is no longer known whether this rule is watched."),
    "gone.ptz_device": N_("This camera cannot be steered."),
    "gone.ptz_state": N_("It is no longer known how the camera can be steered."),
    "gone.ptz_lease": N_("Nobody steers this camera any more."),
    "gone.ptz_patrol": N_("The camera makes no round any more."),
    "gone.recording_plan": N_("The camera has no recording plan any more."),
    "gone.recording_state": N_("It is no longer known how this recording stands."),
    "gone.evidence_lock": N_("The lock has already been released."),
    "gone.evidence_export": N_("The export no longer exists."),
    "gone.custody": N_("This entry of the chain of custody is not there."),
    "gone.camera_login": N_("The camera's sign-in details have been removed."),
    "gone.alert": N_("The alert no longer exists or may not be seen from here."),
    "gone.wall": N_("The video wall no longer exists."),
    "gone.screen": N_("The screen no longer exists."),
    "gone.zone": N_("The zone no longer exists."),
    "gone.layout": N_("The layout no longer exists."),
    "gone.showing": N_("The zone shows nothing."),
}

_LINE = {
    "internal": N_("The backend met an error of its own and did not carry this out. The administrator has to be told."),
    "too_large": N_("The request is too large to be carried out at once."),
    "wish.not_yours": N_("This request was sent before under another account and is not carried out again."),
    "wish.unreadable": N_(
        "A text holds what cannot be kept, such as a tab, a line break or a hidden character. Correct it."
    ),
    "bad.command": N_("The backend does not understand this request. The two programs may be of different versions."),
    "line.down": N_("There is no connection to the backend, and this cannot wait until there is one."),
    "line.lost": N_("The connection was lost before the answer came. Check what has become of it before repeating it."),
    "rate": N_("Too many requests in a short time. Wait a moment and try again."),
}

SENTENCES: Mapping[str, str] = {
    **_ALERTS,
    **_CAMERAS,
    **_ONVIF,
    **_PEOPLE,
    **_WALLS,
    **_PTZ,
    **_CAMERA_EVENTS,
    **_ANALYTICS,
    **_BOOKMARKS,
    **_RECORDINGS,
    **_NEEDS,
    **_GONE,
    **_LINE,
}


def refusal_text(code: str, facts: Mapping[str, str]) -> str:
    """The sentence for `code`; a code of a newer backend still gets an honest one."""
    sentence = SENTENCES.get(code)
    if sentence is None:
        return _("The request was refused ({code}).").format(code=code)
    return _(sentence).format_map(defaultdict(lambda: "…", {key: _said(key, fact) for key, fact in facts.items()}))


def _said(key: str, fact: str) -> str:
    """A fact as it is read: times come as ISO 8601 and are shown on the city's clock."""
    if key != "at":
        return fact
    try:
        return clock(datetime.fromisoformat(fact))
    except ValueError:
        return fact

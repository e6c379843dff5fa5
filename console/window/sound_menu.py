"""The sound button at the foot of the rail: whether alerts are heard, who silenced them, and until when."""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from console.sounds import Sounds
from console.strings import _, clock, ngettext_, number

MINUTES = (10, 30, 60, 240)


def sound_words(sounds: Sounds | None) -> tuple[str, str, str]:
    """Icon, the word under it, and the sentence in its tooltip."""
    if sounds is None or sounds.off:
        return "muted", _("Sound off"), _("Sound is switched off in the settings of this machine.")
    if sounds.silent:
        return "muted", _("No sound"), _("No sound: this machine has no working loudspeaker. Alerts are only seen.")
    if mute := sounds.muted:
        until = clock(mute.until)[:5]
        tip = _("{name} has muted the sound until {time}. Press to change.").format(name=mute.by, time=until)
        return "muted", _("Muted until {time}").format(time=until), tip
    return "sound", _("Sound on"), _("New and worsened alerts are heard. Press to mute for a while.")


def sound_menu(sounds: Sounds | None, parent: QWidget) -> QMenu:
    """Silence always ends by itself."""
    menu = QMenu(parent)
    if sounds is None or sounds.off or sounds.silent:
        menu.addAction(sound_words(sounds)[2]).setEnabled(False)
        return menu
    if sounds.muted:
        menu.addAction(_("Switch the sound on again")).triggered.connect(sounds.unmute)
        menu.addSeparator()
    for minutes in MINUTES:
        menu.addAction(mute_words(minutes)).triggered.connect(_muting(sounds, minutes))
    return menu


def mute_words(minutes: int) -> str:
    if minutes < 60:
        return ngettext_("Mute for {count} minute", "Mute for {count} minutes", minutes).format(count=number(minutes))
    hours = minutes // 60
    return ngettext_("Mute for {count} hour", "Mute for {count} hours", hours).format(count=number(hours))


def _muting(sounds: Sounds, minutes: int) -> Callable[[], None]:
    return lambda: sounds.mute(minutes)

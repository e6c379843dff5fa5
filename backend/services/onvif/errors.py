"""Why a device could not be read: one class, whose code the console has words for."""


class DeviceError(Exception):
    """`code` is stable; the text is for the log and never holds anything that a device or a person has sent."""

    def __init__(self, code: str, why: str = "") -> None:
        super().__init__(f"{code}: {why}" if why else code)
        self.code = code


UNREACHABLE = "onvif.unreachable"
SLOW = "onvif.slow"
LOGIN = "onvif.login"
NOT_ONVIF = "onvif.not_onvif"
BROKEN = "onvif.broken_answer"
NO_STREAMS = "onvif.no_streams"
NOT_ALLOWED = "onvif.address_not_allowed"
BAD_ADDRESS = "onvif.bad_address"
FAULT = "onvif.fault"
NO_PTZ = "onvif.no_ptz"
NO_EVENTS = "onvif.no_events"

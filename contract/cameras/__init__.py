"""Cameras: where they stand, who may watch them, which streams they offer, and the passwords that open them."""

from contract.cameras.batch import ImportCameras, ItemRefused, Login, SetCameraLogins, items_of
from contract.cameras.checks import MOST_STREAMS, PASSWORD_WORDS, SCHEMES, check_address
from contract.cameras.commands import (
    MANAGE,
    RemoveCamera,
    RemoveCameraGroup,
    SaveCamera,
    SaveCameraGroup,
    SetCameraLogin,
)
from contract.cameras.rows import (
    MANAGERS,
    PIXELS_PER_METRE,
    VIDEO,
    Camera,
    CameraGroup,
    CameraLogin,
    Fov,
    Number,
    Profile,
    Stream,
    TargetClass,
)

__all__ = [
    "MANAGE",
    "MANAGERS",
    "MOST_STREAMS",
    "PASSWORD_WORDS",
    "PIXELS_PER_METRE",
    "SCHEMES",
    "VIDEO",
    "Camera",
    "CameraGroup",
    "CameraLogin",
    "Fov",
    "ImportCameras",
    "ItemRefused",
    "Login",
    "Number",
    "Profile",
    "RemoveCamera",
    "RemoveCameraGroup",
    "SaveCamera",
    "SaveCameraGroup",
    "SetCameraLogin",
    "SetCameraLogins",
    "Stream",
    "TargetClass",
    "check_address",
    "items_of",
]

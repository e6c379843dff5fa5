"""Whether a manifest says what ours say, and as ours say it: anybody can sign anything."""

from typing import Any

from verify.format import FORMAT, fine_name


def fine_shape(manifest: dict[str, Any]) -> bool:
    """What is judged must be there; what is only shown may be missing, but not be of another kind."""
    by, asked, files = manifest.get("by", {}), manifest.get("asked", {}), manifest.get("files")
    if not (isinstance(by, dict) and isinstance(asked, dict) and isinstance(files, list)):
        return False
    shown = (by.get("name"), manifest.get("made_at"), manifest.get("why"), asked.get("from"), asked.get("until"))
    texts = all(one is None or isinstance(one, str) for one in shown)
    return manifest.get("format") == FORMAT and texts and all(_fine_file(one) for one in files)


def _fine_file(told: object) -> bool:
    if not isinstance(told, dict):
        return False
    name, size, digest, blocks = (told.get(key) for key in ("name", "size", "sha256", "blocks"))
    named = isinstance(name, str) and fine_name(name) and isinstance(told.get("kind", ""), str)
    return named and type(size) is int and size >= 0 and isinstance(digest, str) and isinstance(blocks, list)

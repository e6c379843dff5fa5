"""`python -m verify FOLDER-OR-ZIP [--key FINGERPRINT-OR-FILE]`; the exit codes are those of `Verdict`."""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from verify.check import Finding, Report, verify
from verify.format import fingerprint, key_of
from verify.words import WORDS

BAD_USAGE = 2
MOST_KEY = 4096
"""What is longer is no file with a key."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m verify", description="Is an export of evidence what was signed?")
    parser.add_argument("export", type=Path, help="the folder or the ZIP")
    parser.add_argument("--key", default="", help="the trusted key: its fingerprint, or a file that holds it")
    parser.add_argument("--lang", choices=sorted(WORDS), default="vi")
    asked = parser.parse_args(arguments)
    try:
        trusted = _trusted(asked.key)
    except (OSError, ValueError) as error:
        return _bad(f"--key: {error}")
    try:
        report = verify(asked.export, trusted)
    except OSError as error:
        return _bad(str(error))
    if hasattr(sys.stdout, "reconfigure"):
        # A console of Windows may know no Vietnamese letters.
        sys.stdout.reconfigure(errors="replace")
    sys.stdout.write("\n".join(_lines(report, WORDS[asked.lang])) + "\n")
    return int(report.verdict)


def _trusted(told: str) -> str:
    """The fingerprint that was meant. Raises ValueError, OSError."""
    if not told:
        return ""
    digits = re.sub(r"[\s:]", "", told).lower()
    if re.fullmatch(r"[0-9a-f]{64}", digits):
        return " ".join(digits[at : at + 4] for at in range(0, 64, 4))
    path = Path(told)
    if path.exists() and not path.is_file():
        raise ValueError("not a file")
    with path.open("rb") as file:
        words = file.read(MOST_KEY).decode().split()
    return fingerprint(key_of(words[0] if words else ""))


def _lines(report: Report, words: dict[str, str]) -> list[str]:
    lines = [words[report.verdict.name.lower()]]
    lines += [_line(finding, words) for finding in report.findings]
    if report.fingerprint:
        lines.append(words["key"].format(key=report.fingerprint))
    if made := report.manifest:
        asked, by = made.get("asked", {}), made.get("by", {})
        lines.append(words["made"].format(by=by.get("name", ""), at=made.get("made_at", ""), why=made.get("why", "")))
        lines.append(words["range"].format(start=asked.get("from", ""), end=asked.get("until", "")))
        lines += [words["file"].format(name=one["name"], kind=words[f"kind_{one['kind']}"]) for one in made["files"]
                  if f"kind_{one.get('kind')}" in words]  # fmt: skip
    return [_plain(line) for line in lines]


def _line(finding: Finding, words: dict[str, str]) -> str:
    line = words[finding.what].format(file=finding.file)
    if finding.start is None:
        return line
    end = finding.start if finding.end is None else max(finding.start, finding.end - 1)
    return line + " " + words["where"].format(start=finding.start, end=end)


def _plain(line: str) -> str:
    """A file's name may hold what moves the cursor of a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in line)


def _bad(text: str) -> int:
    sys.stderr.write(_plain(text) + "\n")
    return BAD_USAGE


if __name__ == "__main__":
    sys.exit(main())

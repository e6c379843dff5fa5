"""Whether a downloaded export is what was signed: the same judge as `python -m verify`, in the console's words."""

from collections.abc import Iterator

from console.strings import _
from verify.check import Finding, Report, Verdict


def verdict_words(verdict: Verdict) -> str:
    """One sentence; the first word says it all."""
    return {
        Verdict.VERIFIED: _("WHOLE: as it was signed, with this backend's key."),
        Verdict.WHOLE: _("WHOLE as signed, but nobody has said whose key it is."),
        Verdict.ALTERED: _("ALTERED: not as it was signed."),
        Verdict.REFUSED: _("NOT LOOKED INTO: no export of this system, or not safe to open."),
        Verdict.OTHER_KEY: _("OTHER KEY: whole as signed, but not signed with this backend's key."),
    }[verdict]


def good(verdict: Verdict) -> bool:
    return verdict is Verdict.VERIFIED


def lines(report: Report) -> Iterator[str]:
    """All there is to say, the verdict first."""
    yield verdict_words(report.verdict)
    for finding in report.findings:
        yield _finding(finding)
    if report.fingerprint:
        yield _("Fingerprint of the key: {key}").format(key=report.fingerprint)
    if report.manifest:
        originals = sum(one.get("kind") == "original" for one in report.manifest.get("files", ()))
        copies = sum(one.get("kind") == "copy" for one in report.manifest.get("files", ()))
        yield _("Original files: {originals}; watermarked copies: {copies}").format(originals=originals, copies=copies)


def _finding(finding: Finding) -> str:
    words = {
        "changed": _("Changed: {file}"),
        "missing": _("Missing: {file}"),
        "extra": _("Extra, not in the list: {file}"),
        "container": _("The ZIP is not as it was made: {file}"),
        "unsafe": _("Not opened: {file}"),
    }
    said = words[finding.what].format(file=finding.file)
    if finding.start is None:
        return said
    last = finding.start if finding.end is None else max(finding.start, finding.end - 1)
    return said + " " + _("(bytes {start} to {end})").format(start=finding.start, end=last)

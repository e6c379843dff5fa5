"""The models of this machine: loaded when a rule first asks, and one that is broken tried again after a while."""

import threading
import time
from collections.abc import Callable, Sequence

import structlog

from analytics.models import BadModel, Model
from analytics.settings import ModelFile
from contract.analytics import AnalyticsRule

log = structlog.get_logger()

AGAIN_S = 60.0


class Shelf:
    """Asked by any thread."""

    def __init__(self, files: Sequence[ModelFile], clock: Callable[[], float] = time.monotonic) -> None:
        self._files = {file.name: file for file in files}
        self._first = files[0].name if files else ""
        self._clock = clock
        self._lock = threading.Lock()
        self._loaded: dict[str, Model] = {}
        self._broken: dict[str, tuple[float, BadModel]] = {}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._files)

    def of(self, rule: AnalyticsRule) -> Model:
        """The model that a rule wants. Raises BadModel."""
        return self.get(rule.model or self._first)

    def get(self, name: str) -> Model:
        """Raises BadModel."""
        if (model := self._loaded.get(name)) is not None:
            return model
        if name not in self._files:
            raise BadModel("no_model", name)
        with self._lock:
            if (model := self._loaded.get(name)) is not None:
                return model
            tried, bad = self._broken.get(name, (0.0, None))
            if bad is not None and self._clock() - tried < AGAIN_S:
                raise BadModel(bad.code, bad.detail)
            return self._load(name)

    def _load(self, name: str) -> Model:
        try:
            model = self._loaded[name] = Model(self._files[name])
        except BadModel as bad:
            if name not in self._broken:
                log.error("bad_model", model=name, detail=bad.detail)  # noqa: TRY400 - its detail says all
            self._broken[name] = self._clock(), bad
            raise
        self._broken.pop(name, None)
        log.info("model_loaded", model=name, classes=len(model.classes))
        return model

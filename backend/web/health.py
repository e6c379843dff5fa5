"""How the backend is: for a supervisor in a word, for Prometheus in numbers."""

from collections.abc import Iterator
from ipaddress import ip_address

from msgspec import Struct
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from starlette.requests import Request
from starlette.responses import Response

from backend.counts import Counts
from backend.hub import Hub
from backend.web.gate import Gate
from backend.web.ops import Op, json
from backend.writer import Writer

_TOTALS = {
    "frames": "Frames of facts, refusals and signals sent",
    "bytes": "Bytes of those frames",
    "commits": "Commits",
    "wishes": "Wishes settled",
    "refusals": "Wishes refused",
    "resets": "Sessions that had to be told everything anew",
    "signals": "Signals relayed",
    "signals_dropped": "Signals not understood, not allowed or too many",
    "bad_frames": "Frames or wishes not understood",
    "cut_slow": "Sessions cut because they did not read",
    "cut_silent": "Sessions cut because they fell silent",
    "hooks": "Alerts taken from webhooks",
}
_MOMENTS = {
    "sessions": "Open sessions",
    "lag_max": "Wishes that the slowest session has not been told of",
    "loop_lag_s": "Seconds by which a timer came late",
}


class HealthBody(Struct, frozen=True, kw_only=True):
    """`status` is ok or draining; `depth` are wishes waiting for the disk."""

    status: str
    head: int
    depth: int
    sessions: int
    loop_lag_ms: float


class Health:
    """Both endpoints; numbers are read when somebody asks, and cost nothing otherwise."""

    def __init__(self, writer: Writer, hub: Hub, counts: Counts, gate: Gate) -> None:
        self._writer, self._hub, self._counts, self._gate = writer, hub, counts, gate
        self._registry = CollectorRegistry(auto_describe=False)
        self._commit = Histogram(
            "ioc_commit_seconds", "From the first wish of a commit to its answer", registry=self._registry
        )
        buckets = (1, 2, 5, 10, 20, 50, 100, 200, 512)
        self._batch = Histogram("ioc_batch_wishes", "Wishes in a commit", registry=self._registry, buckets=buckets)
        self._registry.register(self)
        writer.on_commit.append(lambda verdicts, seconds: self._committed(len(verdicts), seconds))

    def ops(self) -> list[Op]:
        return [
            Op(method="GET", path="/v1/health", handle=self.health, summary="Is it well?", answer=HealthBody),
            Op(
                method="GET", path="/metrics", handle=self.metrics, summary="Numbers for Prometheus",
                answer_media="text/plain", errors=(401, 403),
            ),
        ]  # fmt: skip

    async def health(self, request: Request) -> Response:
        body = HealthBody(
            status="draining" if self._hub.draining else "ok",
            head=self._writer.engine.head,
            depth=self._writer.depth,
            sessions=self._counts.sessions,
            loop_lag_ms=round(self._counts.loop_lag_s * 1000, 1),
        )
        return json(body, 503 if self._hub.draining else 200)

    async def metrics(self, request: Request) -> Response:
        """For this machine, or for whoever manages people."""
        if not _local(request):
            self._gate.must(self._gate.person(request), "people.manage")
        return Response(generate_latest(self._registry), media_type="text/plain; version=0.0.4")

    def collect(self) -> Iterator[Metric]:
        for name, about in _TOTALS.items():
            yield CounterMetricFamily(f"ioc_{name}", about, value=getattr(self._counts, name))
        for name, about in _MOMENTS.items():
            yield GaugeMetricFamily(f"ioc_{name}", about, value=getattr(self._counts, name))
        yield GaugeMetricFamily("ioc_head", "Number of the last wish granted", value=self._writer.engine.head)
        yield GaugeMetricFamily("ioc_depth", "Wishes waiting for the disk", value=self._writer.depth)

    def _committed(self, size: int, seconds: float) -> None:
        self._counts.commits += 1
        self._counts.wishes += size
        self._commit.observe(seconds)
        self._batch.observe(size)


def _local(request: Request) -> bool:
    # A proxy on this machine is not "this machine": its X-Forwarded-For has replaced the address by then.
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False

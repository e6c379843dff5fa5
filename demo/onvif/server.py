"""The make-believe camera on real sockets: its services over HTTP, its answer to a search over UDP."""

import contextlib
import re
import socket
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

from demo.onvif import auth
from demo.onvif.answers import ANSWERS, OPEN, Asked, fault
from demo.onvif.camera import SimCamera, Trick
from demo.onvif.finding import answer_search
from demo.onvif.steering import STEERED
from demo.onvif.telling import TOLD
from demo.onvif.tricks import trick

_ALL = ANSWERS | STEERED | TOLD


class Simulator:
    """`with Simulator(camera) as sim:` serves it at `sim.url`, and answers searches sent to `sim.search_at`."""

    def __init__(self, camera: SimCamera, host: str = "127.0.0.1", port: int = 0) -> None:
        self.camera = camera
        self.ended = threading.Event()
        self.starts = 0
        self._http = self._listener((host, port))
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind((host, 0))
        self._udp.settimeout(0.1)
        self._threads = [
            self._serving(),
            threading.Thread(target=self._listen, name="onvif-udp", daemon=True),
        ]

    @property
    def base(self) -> str:
        return f"http://{self._http.server_address[0]!s}:{self._http.server_address[1]}"

    @property
    def url(self) -> str:
        return f"{self.base}/onvif/device_service"

    @property
    def search_at(self) -> tuple[str, int]:
        host, port = self._udp.getsockname()
        return str(host), int(port)

    def __enter__(self) -> "Simulator":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.ended.set()
        self._http.shutdown()
        self._http.server_close()
        for thread in self._threads:
            thread.join(5)
        self._udp.close()

    def restart(self, down_s: float = 0.0) -> None:
        """As when its power is cut: lines break, subscriptions are forgotten, nobody answers, then it is back."""
        place = self._http.server_address[:2]
        self.starts += 1
        self._http.shutdown()
        self._http.server_close()
        self._threads[0].join(5)
        if self.camera.events is not None:
            self.camera.events.forget()
        self.ended.wait(down_s)
        self._http = self._listener((str(place[0]), int(place[1])))
        self._threads[0] = self._serving()
        self._threads[0].start()

    def _listener(self, place: tuple[str, int]) -> ThreadingHTTPServer:
        made = ThreadingHTTPServer(place, partial(_Handler, self))
        made.daemon_threads, made.block_on_close = True, False
        return made

    def _serving(self) -> threading.Thread:
        return threading.Thread(target=self._http.serve_forever, args=(0.05,), name="onvif-http", daemon=True)

    def _listen(self) -> None:
        while not self.ended.is_set():
            try:
                datagram, sender = self._udp.recvfrom(65_535)
            except TimeoutError:
                continue
            for answer in answer_search(self.camera, datagram.decode("utf-8", "replace"), self.url):
                self._udp.sendto(answer, sender)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, simulator: Simulator, *about: object) -> None:
        self._simulator, self._start = simulator, simulator.starts
        super().__init__(*about)  # type: ignore[arg-type]

    def log_message(self, format: str, *about: object) -> None:
        pass

    def do_POST(self) -> None:
        camera = self._simulator.camera
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self._start != self._simulator.starts:
            # A line from before it was restarted: nobody is at its other end.
            self.close_connection = True
            return
        camera.seen.append(str(self.headers).encode() + body)
        request = body.decode("utf-8")
        name = next((one for one in _ALL if re.search(rf"<(?:\w+:)?{one}[\s/>]", request)), "")
        camera.asked.append(name)
        if trick(self, self._simulator, name):
            return
        if name in OPEN - ({"GetServices"} if not camera.services else set()) or self._known(request):
            self._answer(name, request)

    def send(
        self, body: bytes, status: int = 200, kind: str = "application/soap+xml; charset=utf-8", **more: str
    ) -> None:
        self.send_response(status)
        for header, words in {"Content-Type": kind, "Content-Length": str(len(body)), **more}.items():
            self.send_header(header.replace("_", "-"), words)
        self.end_headers()
        self.wfile.write(body)

    def _known(self, request: str) -> bool:
        """Whether this is somebody we know; if not, it has been said."""
        camera = self._simulator.camera
        if camera.auth == "none":
            return True
        if camera.auth == "digest":
            if auth.knows_digest(camera, self.headers.get("Authorization", ""), self.path):
                return True
            self.send(b"", 401, WWW_Authenticate=auth.CHALLENGE)
            return False
        if auth.knows_token(camera, request):
            return True
        self.send(fault("NotAuthorized", "Sender not Authorized").encode(), 400)
        return False

    def _answer(self, name: str, request: str) -> None:
        camera = self._simulator.camera
        if not name or (name == "GetServices" and not camera.services):
            self.send(fault("ActionNotSupported", "Optional Action Not Implemented").encode(), 500)
        elif camera.trick is Trick.MEDIA2_BROKEN and "ver20/media" in request:
            self.send(fault("ActionNotSupported", "not here").encode(), 500)
        else:
            answer = _ALL[name](Asked(camera, self._simulator.base, request, self.path))
            self.close_connection = self._start != self._simulator.starts
            if not self.close_connection:
                # Whoever has asked may have gone while he waited.
                with contextlib.suppress(ConnectionError):
                    self.send(answer.encode())

"""Everything that can go wrong between this console and its backend, in one tree.

ClientError
├── StoreError            the local file
│   ├── WrongKey          it is not encrypted with this key
│   ├── Corrupt           it is damaged; it has been set aside and a fresh one begun
│   └── InUse             another program of this machine holds it open
├── LineError             the line to the backend; we try again by ourselves
│   ├── NoAnswer          nobody answers there
│   └── LineLost          it was cut, or the other side went silent
├── TurnedAway            the backend answers, and will not have us; trying again changes nothing
│   ├── SignInRefused     wrong user, password or device
│   ├── SignInExpired     the shift's session has run out: sign in again
│   └── WrongVersion      it speaks another protocol; one of the two must be updated
└── BadFrame              the other side said something that its own protocol does not allow
"""


class ClientError(Exception):
    """Base of all; `detail` is for the log, the console has words of its own for each class."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail


class StoreError(ClientError): ...


class WrongKey(StoreError): ...


class Corrupt(StoreError): ...


class InUse(StoreError): ...


class LineError(ClientError): ...


class NoAnswer(LineError): ...


class LineLost(LineError): ...


class TurnedAway(ClientError): ...


class SignInRefused(TurnedAway): ...


class SignInExpired(TurnedAway): ...


class WrongVersion(TurnedAway): ...


class BadFrame(ClientError): ...

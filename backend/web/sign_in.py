"""Signing in with a password, getting newer tokens, signing out, and setting passwords."""

from datetime import UTC, datetime
from typing import Annotated

import structlog
from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response

from backend.accounts import Accounts, WeakPassword
from backend.actors import SYSTEM, may_sign_in, names_service
from backend.engine import Engine
from backend.throttle import Tries
from backend.tokens import Issued, KeepSecrets, TokenRefused, Tokens
from backend.web.gate import Gate
from backend.web.ops import FieldError, Op, Problem, json, parse
from contract.people import Person

log = structlog.get_logger()

Name = Annotated[str, Meta(min_length=1, max_length=120)]
Secret = Annotated[str, Meta(min_length=1, max_length=200)]


class SignIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who, with which password, from which installation of the program."""

    user: Name
    password: Secret
    client: Name


class Refresh(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The refresh token, which works once, and the installation that it was given to."""

    refresh: Secret
    client: Name


class SetPassword(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new password: one's own with the old one, anybody's with the right to manage people."""

    person: Name
    password: Secret
    old: Secret | None = None


class Somebody(Struct, frozen=True, kw_only=True):
    """Who has signed in."""

    id: str
    name: str
    role: str


class SignedIn(Struct, frozen=True, kw_only=True):
    """Tokens: `access` goes into every request and hello, `refresh` is for getting the next."""

    access: str
    access_expires: datetime
    refresh: str
    refresh_expires: datetime
    person: Somebody


class SignIns:
    """The endpoints, and the limits on guessing."""

    def __init__(
        self,
        engine: Engine,
        accounts: Accounts,
        tokens: Tokens,
        gate: Gate,
        keep: KeepSecrets,
        most: int,
        by_address: int,
    ) -> None:
        self._engine, self._accounts, self._tokens, self._gate, self._keep = engine, accounts, tokens, gate, keep
        self._by_account, self._by_address = Tries(most), Tries(by_address)

    def ops(self) -> list[Op]:
        post = "POST"
        return [
            Op(
                method=post, path="/v1/sign-in", handle=self.sign_in, summary="Sign in with a password",
                body=SignIn, answer=SignedIn, errors=(400, 401, 413, 422, 429),
            ),
            Op(
                method=post, path="/v1/refresh", handle=self.refresh, summary="Get newer tokens",
                body=Refresh, answer=SignedIn, errors=(400, 401, 413, 422),
            ),
            Op(
                method=post, path="/v1/sign-out", handle=self.sign_out, summary="End all tokens of this sign-in",
                status=204, auth="token", errors=(401,),
            ),
            Op(
                method=post, path="/v1/passwords", handle=self.set_password, summary="Set a password",
                body=SetPassword, status=204, auth="token", errors=(400, 401, 403, 404, 413, 422, 429),
            ),
        ]  # fmt: skip

    async def sign_in(self, request: Request) -> Response:
        ask = await parse(request, SignIn)
        if names_service(ask.client):
            raise Problem(422, "client.reserved", errors=[FieldError(at="$.client", expected="not a service's name")])
        await self._check(request, ask.user, ask.password)
        if may_sign_in(self._engine.world, ask.user) is None:
            raise Problem(401, "sign_in.refused")
        log.info("signed_in", person=ask.user, client=ask.client)
        return self._answer(await self._tokens.issue(ask.user, ask.client))

    async def refresh(self, request: Request) -> Response:
        ask = await parse(request, Refresh)
        try:
            return self._answer(await self._tokens.rotate(ask.refresh, ask.client))
        except TokenRefused as no:
            log.info("refresh_refused", client=ask.client, why=str(no))
            raise Problem(401, "token.refused", str(no)) from None

    async def sign_out(self, request: Request) -> Response:
        await self._tokens.revoke(self._gate.holder(request).family)
        return Response(status_code=204)

    async def set_password(self, request: Request) -> Response:
        """Whoever's password changes is signed out everywhere: it may have changed because somebody else knew it."""
        who = self._gate.person(request)
        ask = await parse(request, SetPassword)
        if ask.old is not None and ask.person == who.id:
            await self._check(request, who.id, ask.old)
        else:
            self._gate.must(who, "people.manage")
        if self._engine.world.get(Person, ask.person) is None:
            raise Problem(404, "gone.person")
        if ask.person == SYSTEM.id:
            raise Problem(403, "person.built_in")
        try:
            change = await self._accounts.change(ask.person, ask.password)
        except WeakPassword as weak:
            raise Problem(422, "password.weak", errors=[FieldError(at="$.password", expected=str(weak))]) from None
        await self._keep([change])
        await self._tokens.revoke_person(ask.person)
        return Response(status_code=204)

    async def _check(self, request: Request, user: str, password: str) -> None:
        address = request.client.host if request.client else ""
        wait = max(self._by_account.begin(user), self._by_address.begin(address))
        if wait:
            log.warning("sign_in_throttled", person=user, address=address)
            raise Problem(429, "sign_in.too_often", wait_s=wait)
        if not await self._accounts.knows(user, password):
            log.info("sign_in_refused", person=user, address=address)
            raise Problem(401, "sign_in.refused")
        self._by_account.succeeded(user)
        self._by_address.succeeded(address)

    def _answer(self, issued: Issued) -> Response:
        person = may_sign_in(self._engine.world, issued.person)
        if person is None:
            raise Problem(401, "person.not_active")
        return json(
            SignedIn(
                access=issued.access,
                access_expires=datetime.fromtimestamp(issued.access_expires, UTC),
                refresh=issued.refresh,
                refresh_expires=datetime.fromtimestamp(issued.refresh_expires, UTC),
                person=Somebody(id=person.id, name=person.name, role=person.role),
            )
        )

"""Who stands behind an HTTP request: a person by an access token, or a source by its API key."""

from datetime import UTC, datetime

from starlette.requests import Request

from backend import keys
from backend.actors import may_sign_in
from backend.engine import Engine
from backend.store import Store
from backend.tokens import Holder, TokenRefused, Tokens
from backend.web.ops import Problem, bearer
from contract.base import Actor


class Gate:
    """Each answers with the actor of this very moment, or raises Problem 401 or 403."""

    def __init__(self, engine: Engine, store: Store, tokens: Tokens) -> None:
        self._engine, self._store, self._tokens = engine, store, tokens

    def holder(self, request: Request) -> Holder:
        try:
            return self._tokens.holder(bearer(request))
        except TokenRefused as no:
            raise Problem(401, "token.refused", str(no)) from None

    def person(self, request: Request) -> Actor:
        return self._active(self.holder(request).person)

    def source(self, request: Request) -> tuple[str, Actor]:
        """The key's hashed name, and whom it speaks for."""
        token = bearer(request)
        key = keys.find(self._store, token)
        if key is None:
            raise Problem(401, "key.unknown", "there is no such API key")
        return keys.name_of(token), self._active(key.person)

    def either(self, request: Request) -> Actor:
        if bearer(request).startswith(keys.PREFIX):
            return self.source(request)[1]
        return self.person(request)

    def must(self, who: Actor, right: str) -> Actor:
        if right not in who.rights:
            raise Problem(403, f"needs.{right}")
        return who

    def _active(self, id: str) -> Actor:
        if may_sign_in(self._engine.world, id) is None:
            raise Problem(401, "person.not_active", "this account is not active")
        return self._engine.actor(id, datetime.now(UTC))

"""Tokens: short to act with, rotating to go on with, on one device, for one shift; copies betray themselves."""

from collections.abc import Sequence

import pytest

from backend.store import SqliteStore
from backend.tokens import GRACE_S, Change, TokenRefused, Tokens


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class City:
    """A store, and tokens that can be started anew on it."""

    def __init__(self) -> None:
        self.store, self.clock = SqliteStore(), Clock()
        self.revoked: list[str] = []
        self.restart()

    def restart(self) -> None:
        self.tokens = Tokens(self.store, self._keep, 900, 43_200, self.clock)
        self.tokens.on_revoked.append(self.revoked.append)

    async def _keep(self, changes: Sequence[Change]) -> None:
        self.store.keep_secrets(changes)


@pytest.fixture
def city() -> City:
    return City()


async def test_a_token_speaks_for_its_person_for_a_quarter_of_an_hour(city: City) -> None:
    issued = await city.tokens.issue("an", "pc")
    holder = city.tokens.holder(issued.access)
    assert (holder.person, holder.client, holder.expires) == ("an", "pc", city.clock.now + 900)
    city.clock.now += 901
    with pytest.raises(TokenRefused):
        city.tokens.holder(issued.access)


async def test_tokens_survive_a_restart_and_are_not_in_the_file(city: City) -> None:
    issued = await city.tokens.issue("an", "pc")
    city.restart()
    assert city.tokens.holder(issued.access).person == "an"
    assert (await city.tokens.rotate(issued.refresh, "pc")).person == "an"
    kept = b"".join(body for _, body in city.store.secrets("family")).decode()
    for token in (issued.access, issued.refresh.partition(".")[2]):
        assert token not in kept


async def test_after_a_refresh_the_old_access_token_still_works_until_it_runs_out(city: City) -> None:
    first = await city.tokens.issue("an", "pc")
    city.clock.now += 800
    second = await city.tokens.rotate(first.refresh, "pc")
    assert second.access_expires == city.clock.now + 900
    assert city.tokens.holder(first.access).family == city.tokens.holder(second.access).family


async def test_a_lost_answer_may_be_asked_for_again_but_not_for_long(city: City) -> None:
    first = await city.tokens.issue("an", "pc")
    await city.tokens.rotate(first.refresh, "pc")
    city.clock.now += GRACE_S - 1
    again = await city.tokens.rotate(first.refresh, "pc")
    assert city.tokens.holder(again.access).person == "an"
    city.clock.now += 2
    with pytest.raises(TokenRefused):
        await city.tokens.rotate(first.refresh, "pc")
    with pytest.raises(TokenRefused):
        city.tokens.holder(again.access)


async def test_a_copy_that_is_used_later_ends_everything_that_followed(city: City) -> None:
    first = await city.tokens.issue("an", "pc")
    second = await city.tokens.rotate(first.refresh, "pc")
    third = await city.tokens.rotate(second.refresh, "pc")
    family = city.tokens.holder(third.access).family
    with pytest.raises(TokenRefused):
        await city.tokens.rotate(first.refresh, "pc")
    assert city.revoked == [family]
    for issued in (second, third):
        with pytest.raises(TokenRefused):
            city.tokens.holder(issued.access)
    with pytest.raises(TokenRefused):
        await city.tokens.rotate(third.refresh, "pc")
    city.restart()
    with pytest.raises(TokenRefused):
        await city.tokens.rotate(third.refresh, "pc")


async def test_a_refresh_token_is_of_no_use_on_another_device(city: City) -> None:
    issued = await city.tokens.issue("an", "pc")
    with pytest.raises(TokenRefused):
        await city.tokens.rotate(issued.refresh, "thief")
    assert (await city.tokens.rotate(issued.refresh, "pc")).person == "an"


@pytest.mark.parametrize("refresh", ["", ".", "x", "x.y", "é" * 200])
async def test_a_forged_refresh_token_is_refused(city: City, refresh: str) -> None:
    await city.tokens.issue("an", "pc")
    with pytest.raises(TokenRefused):
        await city.tokens.rotate(refresh, "pc")
    assert city.revoked == []


async def test_after_the_shift_one_signs_in_again(city: City) -> None:
    issued = await city.tokens.issue("an", "pc")
    city.clock.now += 43_200 - 60
    last = await city.tokens.rotate(issued.refresh, "pc")
    assert last.access_expires == issued.refresh_expires
    city.clock.now += 61
    with pytest.raises(TokenRefused):
        await city.tokens.rotate(last.refresh, "pc")


async def test_signing_in_again_on_a_device_ends_the_sign_in_before(city: City) -> None:
    first, other = await city.tokens.issue("an", "pc"), await city.tokens.issue("an", "laptop")
    await city.tokens.issue("an", "pc")
    with pytest.raises(TokenRefused):
        city.tokens.holder(first.access)
    assert city.tokens.holder(other.access).client == "laptop"


async def test_whoever_is_dismissed_is_signed_out_everywhere(city: City) -> None:
    issued = [await city.tokens.issue("an", client) for client in ("pc", "laptop")]
    binh = await city.tokens.issue("binh", "pc")
    await city.tokens.revoke_person("an")
    for each in issued:
        with pytest.raises(TokenRefused):
            city.tokens.holder(each.access)
    assert city.tokens.holder(binh.access).person == "binh"
    assert [id for id, _ in city.store.secrets("family")] == [city.tokens.holder(binh.access).family]

"""A source of alerts: what happens in the make-believe city, sent in through the webhook as a real source would."""

import asyncio
from collections.abc import Iterator
from itertools import count
from random import Random
from typing import Any

import httpx

from contract.alerts import Raise
from demo.city import alerts

FIRST = 12
"""Alerts that are there at the start: a queue is never empty in the middle of a shift."""


async def send_alerts(server: str, api_key: str, every_s: float) -> None:
    """Send the first ones at once, then one every so many seconds, until cancelled."""
    headers = {"Authorization": f"Bearer {api_key}"}
    async with httpx.AsyncClient(base_url=server, headers=headers, timeout=5, trust_env=False) as http:
        for n, alert in _happenings():
            try:
                answer = await http.post("/v1/alerts", json=_body(alert, n))
                answer.raise_for_status()
            except httpx.HTTPError as error:
                print(f"  an alert could not be sent: {type(error).__name__}", flush=True)
            if n >= FIRST:
                await asyncio.sleep(every_s)


def _happenings() -> Iterator[tuple[int, Raise]]:
    """Numbered from 1; none of the first ones repeats another, so that the queue begins with so many rows."""
    chance, said = Random(), set[str]()
    for n in count(1):
        alert = alerts(chance)
        while n <= FIRST and _body(alert, n)["key"] in said:
            alert = alerts(chance)
        if n <= FIRST:
            said.add(_body(alert, n)["key"])
        yield n, alert


def _body(alert: Raise, n: int) -> dict[str, Any]:
    body: dict[str, Any] = {
        "key": f"{alert.camera or 'city'}:{alert.title[:40]}:{n // 40}",
        "title": alert.title,
        "severity": alert.severity.name.lower(),
        "place": alert.place,
        "detail": alert.detail,
        "camera": alert.camera,
    }
    if alert.point:
        body |= {"lat": alert.point.lat, "lon": alert.point.lon}
    return {name: value for name, value in body.items() if value}

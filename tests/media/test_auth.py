"""The answers to challenges are those of the RFCs, and only what must be said is said."""

import base64
import re

import pytest

from media.rtsp import auth
from media.rtsp.auth import Basic, Digest, answer, stale

RFC2617 = (
    'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", '
    'opaque="5ccc069c403ebaf9f0171e9517f40e41"'
)
RFC7616 = (
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={}, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)
OWN = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"


def parts(header: str) -> dict[str, str]:
    return {name: quoted or plain for name, quoted, plain in re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', header)}


@pytest.mark.parametrize(
    ("challenge", "password", "own", "response"),
    [
        (RFC2617, "Circle Of Life", "0a4f113b", "6629fae49393a05397450978507c4ef1"),
        (RFC7616.format("MD5"), "Circle of Life", OWN, "8ca523f5e9506fed4657c9700eebdbec"),
        (
            RFC7616.format("SHA-256"),
            "Circle of Life",
            OWN,
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        ),
    ],
    ids=["RFC 2617", "RFC 7616 MD5", "RFC 7616 SHA-256"],
)
def test_the_examples_of_the_rfcs(
    challenge: str, password: str, own: str, response: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth.secrets, "token_hex", lambda _: own)
    met = answer([challenge], "Mufasa", password)
    assert met is not None
    given = parts(met.header("GET", "/dir/index.html"))
    assert given["response"] == response
    assert (given["qop"], given["nc"], given["cnonce"], given["uri"]) == ("auth", "00000001", own, "/dir/index.html")
    assert given["opaque"] in challenge
    assert parts(met.header("GET", "/dir/index.html"))["nc"] == "00000002"


def test_without_qop_as_old_cameras_ask() -> None:
    met = answer(['Digest realm="IP Camera(12345)",nonce="4e6f",stale="FALSE"'], "admin", "12345")
    assert isinstance(met, Digest)
    given = parts(met.header("DESCRIBE", "rtsp://h/x"))
    assert not given.keys() & {"qop", "nc", "cnonce", "opaque", "algorithm"}
    # md5(md5("admin:IP Camera(12345):12345"):4e6f:md5("DESCRIBE:rtsp://h/x")), by coreutils' md5sum.
    assert given["response"] == "e345479eca7a7d04a8025b56570e18b9"


def test_the_strongest_is_chosen() -> None:
    basic, md5, sha = 'Basic realm="b"', 'Digest realm="m", nonce="1"', 'Digest realm="s", nonce="2", algorithm=SHA-256'
    for offered in ([basic, md5, sha], [sha, md5, basic], [f"{basic}, {md5}, {sha}"], [f"{sha}, {md5}", basic]):
        met = answer(offered, "u", "p")
        assert isinstance(met, Digest)
        assert (met.realm, met.nonce, met.algorithm) == ("s", "2", "SHA-256")
    met = answer([f"{md5},{basic}"], "u", "p")
    assert isinstance(met, Digest)
    assert met.realm == "m"
    assert isinstance(answer([basic, 'Digest realm="x", nonce="1", algorithm=MD5-sess'], "u", "p"), Basic)
    assert isinstance(answer([basic, 'Digest realm="x", nonce="1", qop="auth-int"'], "u", "p"), Basic)


@pytest.mark.parametrize(
    "junk", ["", "Digest", "Digest realm=x", "Bearer x", 'Digest nonce="1', "Negotiate", '"Basic"']
)
def test_what_cannot_be_met_is_left(junk: str) -> None:
    assert answer([junk], "u", "p") is None


def test_a_scheme_within_quotes_is_none() -> None:
    met = answer(['Digest realm="a, Basic realm", nonce="1, Digest x"'], "u", "p")
    assert isinstance(met, Digest)
    assert (met.realm, met.nonce) == ("a, Basic realm", "1, Digest x")


@pytest.mark.parametrize("user", ['o"p', "o\\p", "điều hành", "a:b"])
def test_users_with_quotes_and_accents(user: str) -> None:
    met = answer(['Digest realm="r", nonce="n"'], user, "mật khẩu")
    assert met is not None
    header = met.header("DESCRIBE", "rtsp://h/")
    found = re.search(r'username="((?:[^"\\]|\\.)*)", realm="r"', header)
    assert found is not None
    assert re.sub(r"\\(.)", r"\1", found[1]) == user
    plain = answer(["Basic"], user, "mật khẩu")
    assert plain is not None
    assert base64.b64decode(plain.header("", "")[6:]).decode() == f"{user}:mật khẩu"


def test_a_nonce_may_be_stale() -> None:
    assert stale(['Digest realm="r", nonce="n", stale=true'])
    assert stale(["Basic", 'Digest realm="r", nonce="n", stale="TRUE"'])
    assert not stale(['Digest realm="r", nonce="n", stale=FALSE'])
    assert not stale(['Digest realm="stale=true", nonce="n"'])


def test_no_repr_holds_the_password() -> None:
    for challenge in ("Basic", 'Digest realm="r", nonce="n"'):
        assert "secret" not in repr(answer([challenge], "u", "secret"))


def test_an_endless_challenge_is_not_slow() -> None:
    assert answer(['Digest a="' + '\\"a="' * 4000], "u", "p") is None

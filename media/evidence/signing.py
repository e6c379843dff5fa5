"""The key that exports are signed with (Ed25519, RFC 8032)."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from verify.format import SIGNED


def new_key() -> bytes:
    """A private key, to be kept as any other secret."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_key(private: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def sign(private: bytes, manifest: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(private).sign(SIGNED + manifest)

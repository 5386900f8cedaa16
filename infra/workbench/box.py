"""A box for secrets that needs no key."""


class FakeBox:
    """Stores the plaintext with the owner's name."""

    def seal(self, plain: bytes, owner: str) -> bytes:
        return owner.encode() + b"|" + plain

    def open(self, sealed: bytes, owner: str) -> bytes:
        sealed_for, _, plain = sealed.partition(b"|")
        assert sealed_for.decode() == owner, "opened for somebody else"
        return plain

"""What the workspace's page may load and talk to. Tests serve the page with the same policy."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sources:
    """The other origins that the page talks to."""

    files: str
    sign_in: str
    user_pool: str
    live: str

    @property
    def policy(self) -> str:
        """The Content-Security-Policy. The page's components write style elements; no script is inline."""
        return "; ".join(
            [
                "default-src 'none'",
                "script-src 'self'",
                "style-src 'self' 'unsafe-inline'",
                f"img-src 'self' data: blob: {self.files}",
                f"media-src 'self' blob: {self.files}",
                "font-src 'self'",
                "connect-src 'self' " + " ".join(dict.fromkeys([self.files, self.sign_in, self.user_pool, self.live])),
                "manifest-src 'self'",
                "worker-src 'self'",
                "base-uri 'none'",
                "form-action 'self'",
                "frame-ancestors 'none'",
            ]
        )

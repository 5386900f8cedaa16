"""python3 -m examples.paper_plane"""

import signal
import sys
import threading
import time
from collections.abc import Sequence

from examples.paper_plane.channel import CONNECTED_AT_START, Channel
from examples.paper_plane.desk import Desk, Rejected, TemporaryFailure
from examples.paper_plane.outbox import Outbox, wait_seconds
from examples.paper_plane.server import Server, security_headers
from examples.paper_plane.settings import load
from examples.paper_plane.store import Store
from examples.paper_plane.web import Web

_MAX_ATTEMPTS = 4


def main(arguments: Sequence[str]) -> None:
    settings = load(arguments)
    store = Store(settings.database)
    try:
        server = Server(settings.port)
    except OSError as error:
        sys.exit(f"Cannot listen on port {settings.port}: {error}. Choose another port: --port 4590")
    with server:
        url = settings.public_url or f"http://127.0.0.1:{server.server_port}"
        desk = Desk(settings.channel_api_url, settings.token)
        channel = Channel(desk, store, settings.inbox_id, url)
        _start(channel)
        server.web = Web(settings, store, channel)
        server.headers = security_headers(settings.desk_origins)
        print(f"Paper Plane is channel {channel.id}. Write to a shop: {url}/chat/{CONNECTED_AT_START}", flush=True)
        stop = threading.Event()
        outbox = threading.Thread(target=Outbox(store, desk, channel).run, args=(stop,))
        outbox.start()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass
        finally:
            stop.set()
            outbox.join()


def _start(channel: Channel) -> None:
    """A desk that has just started may respond slowly. All requests here are idempotent, so they are retried."""
    for failed_attempts in range(_MAX_ATTEMPTS):
        try:
            channel.start()
        except Rejected as rejection:
            sys.exit(f"The desk rejected the channel: {rejection}")
        except TemporaryFailure as failure:
            print(f"Retrying: {failure}", file=sys.stderr, flush=True)
            time.sleep(wait_seconds(failed_attempts, failure.retry_after_seconds))
        else:
            return
    sys.exit("The desk does not respond. Is it running, and is the token valid for it?")


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    main(sys.argv[1:])

"""The entry point: importing it is the cold start."""

import os

from helpdesk.platform.cold_start import cold_start

with cold_start():
    from feed.root import build_for_lambda
    from feed.settings import Settings
    from helpdesk.platform.settings import load

    handler = build_for_lambda(load(Settings, os.environ))

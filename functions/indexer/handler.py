"""The entry point: importing it is the cold start."""

import os

from helpdesk.platform.cold_start import cold_start

with cold_start():
    from helpdesk.platform.settings import load
    from indexer.root import build_for_lambda
    from indexer.settings import Settings

    handler = build_for_lambda(load(Settings, os.environ))

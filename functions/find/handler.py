"""The entry point: importing it is the cold start."""

import os

from helpdesk.platform.cold_start import cold_start

with cold_start():
    from find.root import build_for_lambda
    from find.settings import Settings
    from helpdesk.platform.settings import load

    handler = build_for_lambda(load(Settings, os.environ))

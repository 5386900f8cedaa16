"""The entry point: importing it is the cold start."""

import os

from fetcher.root import build_for_lambda
from fetcher.settings import Settings
from helpdesk.platform.settings import load

handler = build_for_lambda(load(Settings, os.environ))

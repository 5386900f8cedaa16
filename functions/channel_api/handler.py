"""The entry point: importing it is the cold start."""

import os

from channel_api.root import build_for_lambda
from channel_api.settings import Settings
from helpdesk.platform.settings import load

handler = build_for_lambda(load(Settings, os.environ))

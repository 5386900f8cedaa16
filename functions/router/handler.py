"""The entry point: importing it is the cold start."""

import os

from helpdesk.platform.settings import load
from router.root import build_for_lambda
from router.settings import Settings

handler = build_for_lambda(load(Settings, os.environ))

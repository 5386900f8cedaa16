"""Hypothesis looks for counterexamples, not for slow machines: no deadline for one example."""

from hypothesis import settings

settings.register_profile("kanaal", deadline=None, print_blob=True)
settings.load_profile("kanaal")

"""What every test has: Hypothesis without time limits, because a busy machine is not a fault."""

import os

from hypothesis import settings

settings.register_profile("here", deadline=None)
# Continuous integration tries the same examples each time, so that a failure there can be repeated.
settings.register_profile("ci", parent=settings.get_profile("here"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

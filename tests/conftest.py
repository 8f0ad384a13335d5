"""Settings of the test run."""

from __future__ import annotations

from hypothesis import settings

# Time is measured in benchmarks/, never here: a busy machine must not fail a property.
settings.register_profile("steady", deadline=None, print_blob=True)
settings.load_profile("steady")

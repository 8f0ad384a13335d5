"""The joint model. Only `network`, `mixer` and `hf` need torch; the rest is numpy."""

"""Events in a draft: the clues around triggers, the parties of a sentence and the roles they play."""

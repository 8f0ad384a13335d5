"""Published sets of annotated Vietnamese texts: readers, scores, published figures."""

"""Targeted push under capacity: who gets which posts, so that none is flooded and no good one stays unseen."""

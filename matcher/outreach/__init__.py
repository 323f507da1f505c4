"""Whom to contact, why now, with what to offer, by which channel, by when; and who may not be contacted."""

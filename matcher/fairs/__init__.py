"""Fairs: whom to invite, who meets whom in which slot, who stands by, and all of it anew at the door."""

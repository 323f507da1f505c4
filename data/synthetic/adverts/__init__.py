"""Texts of adverts: what an employer says about an opening, each writer in an own manner."""

from data.synthetic.adverts.content import Content, choose_content
from data.synthetic.adverts.layouts import lay_out
from data.synthetic.adverts.slips import slip

__all__ = ["Content", "choose_content", "lay_out", "slip"]

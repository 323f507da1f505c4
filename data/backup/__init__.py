"""Backups: every table of a database in one sealed file, the same for SQLite and PostgreSQL."""

from data.backup.content import Begun, Content, Counts, StatedFile, read_content, write_content
from data.backup.sealed_file import ENDING, Header, read_header
from data.backup.tables import Shape, clear, holds_records, load, renew_id, stored_revision

__all__ = [
    "ENDING",
    "Begun",
    "Content",
    "Counts",
    "Header",
    "Shape",
    "StatedFile",
    "clear",
    "holds_records",
    "load",
    "read_content",
    "read_header",
    "renew_id",
    "stored_revision",
    "write_content",
]

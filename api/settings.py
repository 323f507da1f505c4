"""The settings: every environment variable that the product reads, and nothing else reads the environment."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from data.faults import phrase_of
from matcher.errors import BadInput, Phrase

Language = Literal["zh", "en"]

FORMS = {
    "public_url": Phrase("must be an address like https://jobs.example.org"),
    "hosts": Phrase("must be names or addresses with commas between them, like jobs.city.local,10.1.2.3"),
    "webhook_secret": Phrase("must have {min_length} or more characters", {"min_length": 16}),
}
"""What a variable must be, where the check of its text would answer with a pattern or count entries."""

DEMO_URL = "http://127.0.0.1:8000"


class Settings(BaseSettings):
    """Settings of one installation, read from ``MATCHER_…`` variables."""

    model_config = SettingsConfigDict(env_prefix="MATCHER_", extra="ignore", frozen=True)

    var: Path = Field(Path("var"), description="Folder for everything written at run time.")
    database_url: str | None = Field(
        None,
        description="Database; SQLite at `<var>/matcher.db` by default, or `postgresql://user:password@host/name`.",
    )
    key_file: Path | None = Field(
        None, description="File with the key that encrypts personal data; `<var>/matcher.key` by default."
    )
    key: SecretStr | None = Field(
        None, description="The key itself, 64 hexadecimal digits, in place of the key file; never shown."
    )
    models: Path | None = Field(None, description="Folder for converted models; `<var>/models` by default.")
    encoder: str = Field(
        "e5-small", min_length=1, description="`e5-small` (bundled), or a sentence-transformers model's name or folder."
    )
    language: Language = Field("zh", description="Language of the command line and of sentences: `zh` or `en`.")
    max_upload_bytes: int = Field(
        200_000_000, ge=1, description="Largest file that an upload or an import may have, in bytes."
    )
    rules: str = Field(
        "jinan-2023",
        min_length=1,
        description="Rules of the programme: the id of a bundled edition, a file, or a folder of files, of which "
        "one is in force by day.",
    )
    outreach: Path | None = Field(
        None, description="File with the order of outreach, its caps and hours; the bundled one by default."
    )
    messages: Path | None = Field(
        None, description="Folder with templates of messages; what it lacks is taken from the bundled ones."
    )
    push: Path | None = Field(
        None, description="File with what the city states of its pushes; the bundled one by default."
    )
    public_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s/?#@]+(/[^\s?#]*)?$",
        description="Address under which people reach `/r/…`, `https://jobs.example.org`: it stands in messages.",
    )
    office_line: str | None = Field(
        None,
        max_length=200,
        description="How people reach the office, as handouts print it: `历下区公共就业服务中心 0531-55501234`.",
    )
    hosts: str = Field(
        "",
        pattern=r"^[A-Za-z0-9.:_-]*( *, *[A-Za-z0-9.:_-]+)*$",
        description="Names under which this service is reached besides this machine's own, with commas: "
        "`jobs.city.local,10.1.2.3`.",
    )
    behind_https: bool = Field(
        False, description="Browsers reach this service by https alone, through a proxy: they are told to stay with it."
    )
    rate_per_minute: int = Field(
        12_000, ge=0, description="Requests that one caller may send within a minute; 0 = any number."
    )
    today: date | None = Field(
        None, description="The day to decide for where none is given, `2023-09-01`; the machine's own day by default."
    )

    admin_password: SecretStr | None = Field(
        None,
        description="Password of the first administrator, for `matcher init` where nobody can be asked; unset it then.",
    )
    forgotten: Path | None = Field(
        None,
        description="File beside the database that says, by keyed hashes, who is forgotten, so that a restored backup "
        "forgets them again; `<var>/forgotten.jsonl` by default.",
    )
    webhook_secret: SecretStr | None = Field(
        None,
        min_length=16,
        description="Secret of 16 characters or more by which `matcher outreach send` signs what it sends; the "
        "receiver has the same.",
    )

    @field_validator("public_url", mode="before")
    @classmethod
    def _none_where_empty(cls, value: object) -> object:
        return value or None

    @property
    def host_names(self) -> frozenset[str]:
        """The names of *hosts*, in small letters as a request's are read."""
        return frozenset(name.strip().lower() for name in self.hosts.split(",") if name.strip())

    @property
    def database(self) -> str:
        """The database's URL, with its default."""
        return self.database_url or f"sqlite:///{self.var / 'matcher.db'}"

    @property
    def key_path(self) -> Path:
        """The key file, with its default."""
        return self.key_file or self.var / "matcher.key"

    @property
    def forgotten_path(self) -> Path:
        """The file of forgettings, with its default."""
        return self.forgotten or self.var / "forgotten.jsonl"

    @property
    def models_folder(self) -> Path:
        """The folder of converted models, with its default."""
        return self.models or self.var / "models"

    def in_demo(self, *, day: date) -> Settings:
        """Give the settings of the demonstration: a folder of its own, everything else as here."""
        return self.model_copy(
            update={
                "var": self.var / "demo",
                "models": self.models_folder,
                "database_url": None,
                "key_file": None,
                "key": None,
                "forgotten": None,
                "today": day,
                "public_url": self.public_url or DEMO_URL,
            }
        )


def read_settings() -> Settings:
    """
    Read the settings from the environment.

    Raises:
        BadInput: a variable has a value that it cannot have; the text names the variable.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0])
        raise BadInput("{name}: {why}", name=_name(field), why=FORMS.get(field) or phrase_of(first)) from None
    for field in ("outreach", "messages", "push"):
        path: Path | None = getattr(settings, field)
        if path is not None and not path.exists():
            raise BadInput("{name}: there is no file or folder {path}", name=_name(field), path=path)
    return settings


def _name(field: str) -> str:
    return "MATCHER_" + field.upper()


def read_language() -> Language:
    """Read the language alone, for what is said when the other settings cannot be read."""
    return "en" if os.environ.get("MATCHER_LANGUAGE") == "en" else "zh"

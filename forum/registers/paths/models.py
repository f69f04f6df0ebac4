"""The host's own table of official paths. Empty, the one that comes with the house serves."""

from datetime import date

from sqlalchemy import Column, Integer, String, Text
from sqlmodel import Field, SQLModel

LEADS_TO = ()  # no foreign key: what a host writes about institutions names nobody


class OfficialPath(SQLModel, table=True):
    """One way in, as `rules.Path` says it; `position` is its place in the host's file."""

    __tablename__ = "official_path"

    key: str = Field(sa_column=Column(String(40), primary_key=True))
    position: int = Field(sa_column=Column(Integer, nullable=False))
    name: str = Field(sa_column=Column(String(200), nullable=False))
    number: int = Field(sa_column=Column(Integer, nullable=False))
    share: str = Field(sa_column=Column(String(12), nullable=False))
    counted: str = Field(sa_column=Column(String(200), nullable=False))
    who: str = Field(sa_column=Column(Text, nullable=False))
    delay: str = Field(sa_column=Column(Text, nullable=False))
    effect: str = Field(sa_column=Column(Text, nullable=False))
    here: str = Field(sa_column=Column(Text, nullable=False))
    lodged: str = Field(sa_column=Column(String(300), nullable=False))
    source: str = Field(sa_column=Column(String(300), nullable=False))
    url: str = Field(sa_column=Column(String(1000), nullable=False))
    seen: date

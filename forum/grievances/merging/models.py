"""The voices of a grievance that joined another and that stay where they are."""

from sqlalchemy import Column, ForeignKey
from sqlmodel import Field, SQLModel

from forum.core.db import BigId
from forum.deliberation.merging import models as merging
from forum.grievances import models as grievances

LEADS_TO = (grievances, merging)  # foreign keys go to their tables


class MergeApart(SQLModel, table=True):
    """An echo of the absorbed grievance that said no: it stays there and is asked no more. It leaves with its echo."""

    __tablename__ = "merge_apart"

    echo_id: int = Field(
        sa_column=Column(
            BigId, ForeignKey("echo.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        )
    )
    merge_id: int = Field(sa_column=Column(BigId, ForeignKey("text_merge.id"), nullable=False, index=True))

"""What people may write and send, and how long it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from wire.contracts import setting_values as read
from wire.contracts.setting_groups.field import setting


@dataclass(frozen=True, kw_only=True)
class Chat:
    """What people may write and send, and how long it is kept."""

    max_text: int = setting(5000, "longest message, in characters", read.positive)
    edit_minutes: int = setting(
        1440, "minutes after posting in which its author may edit a message; 0: for ever", read.count
    )
    file_mb: int = setting(25, "megabytes that one file may have", read.positive)
    files_person_mb: int = setting(2048, "megabytes of files that one person may keep", read.positive)
    files_organisation_mb: int = setting(20480, "megabytes of files of one organisation", read.positive)
    voice_minutes: int = setting(5, "minutes that one voice note may last", read.positive)
    desk_absent_minutes: int = setting(
        10, "minutes without a socket after which an agent's open conversations wait for another; 0: never",
        read.count,
    )  # fmt: skip
    retention_days: int = setting(
        0, "days after which texts of messages are erased from the store; 0: never", read.count
    )
    audit_days: int = setting(
        365, "days after which it is forgotten who read or changed what in an organisation; 0: never",
        read.count,
    )  # fmt: skip
    lake_days: int = setting(0, "days that the event log is kept; 0: for ever", read.count)
    session_days: int = setting(30, "days that a sign-in lasts", read.positive)

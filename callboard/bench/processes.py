"""What a process and its children use, read from /proc; only Linux has it."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
KIBIBYTE = 1024


@dataclass(frozen=True, slots=True)
class Usage:
    """CPU seconds spent so far, and bytes of memory held now; shared pages count by share."""

    cpu_seconds: float
    memory: int


def read_usage(pid: int) -> Usage | None:
    """Return what a process and its living children use; None where there is no /proc."""
    members = [each for each in family(pid) if (PROC / str(each) / "stat").exists()]
    if not members:
        return None
    return Usage(sum(map(read_cpu, members)), sum(map(read_memory, members)))


def family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    members = [pid]
    for member in members:
        for listing in (PROC / str(member) / "task").glob("*/children"):
            members += map(int, listing.read_text().split())
    return members


def read_cpu(pid: int) -> float:
    """Return the seconds that a process and its ended children have computed."""
    # The second field is the program's name in brackets, which may hold anything.
    fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS


def read_memory(pid: int) -> int:
    """Return the bytes that a process holds; pages of files stay out, they are the kernel's."""
    rollup = (PROC / str(pid) / "smaps_rollup").read_text()
    found = re.findall(r"^Pss_(?:Anon|Shmem): +(\d+) kB", rollup, re.MULTILINE)
    return KIBIBYTE * sum(map(int, found))

"""The commands that look whether all is well: verify, doctor."""

import typer

from callboard.console import complain, count_of, safe, say
from callboard.stores import open_database, read_settings


def verify() -> None:
    """Check every quote against its transcript.

    Checks transcripts against their hashes and daily counts against the roles too. Exits 1 when
    anything differs.
    """
    from schema.store.verification import verify as verify_all

    with open_database(read_settings()) as database, database.read() as reader:
        report = verify_all(reader)
    for problem in report.problems:
        complain(safe(f"{problem.key}: {problem.reason}"))
    if report.has_more:
        complain("... and more")
    say(
        f"{count_of(report.quotes, 'quote')}: {report.verified:,} verified, "
        f"{report.unverified:,} without a transcript to verify against."
    )
    if report.problems:
        say("Not everything is what was imported: restore a backup, then `callboard index`.")
        raise typer.Exit(1)


def doctor() -> None:
    """Say what is wrong and what to do about it.

    Looks at programs, data folder, database and index, and changes nothing. Exits 1 when something
    is wrong.
    """
    from callboard.diagnosis import diagnose

    findings = []
    for finding in diagnose(read_settings()):
        findings.append(finding)
        mark = "wrong" if finding.is_wrong else "ok"
        say(safe(f"{mark:5}  {finding.topic:8}  {finding.state}"))
        if finding.advice:
            say(safe(f"{'':5}  {'':8}  -> {finding.advice}"))
    if any(finding.is_wrong for finding in findings):
        raise typer.Exit(1)

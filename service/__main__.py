"""The commands: serve · add · remove · ask · explain · tables · audit · evaluate · bot."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections import Counter, defaultdict
from contextlib import suppress
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from service import create_app, ingest
from service.bots.channels.reconnecting import TakenOver
from service.bots.check import Line, check_access, check_gateway
from service.bots.gateway import open_gateway, stop_on_signals
from service.bots.registry import PORTS, ChannelUnknown, LibrariesMissing, open_channel
from service.bots.settings import SettingMissing, SettingUnreadable
from service.config import DEFAULT_DATA, Config, config_from
from service.documents.page_images import get_ready
from service.errors import ServiceError, SettingInvalid, StoreError, StoreNotWritten
from service.evaluate import judge, read_cases
from service.explain import explain_trace
from service.extraction.kinds import kind_named
from service.facts.audit.score import Score
from service.facts.records import Ingested
from service.facts.store import Row, Store
from service.language.words import enumerate_words
from service.pipeline import open_service
from service.reply.chat import chat_text
from service.reply.words import command_words, error_text, remark_texts
from service.web.server import serve as serve_app
from service.web.upload import LARGEST_UPLOAD

data_option = click.option("--data", type=click.Path(path_type=Path, file_okay=False), default=DEFAULT_DATA, show_default=True,
                           help="Folder that holds documents/ and what is built from them.")
console = Console(stderr=True)
# The exit code of a command that was interrupted from the keyboard.
INTERRUPTED = 130
# What does not mend by another start; service/bots/setup/budget-bot@.service does not try it again.
EXIT_CODES = dict.fromkeys((ChannelUnknown, LibrariesMissing, SettingMissing, SettingUnreadable, SettingInvalid), 2) | {TakenOver: 3}


@click.group()
def main() -> None:
    """Answers questions about Chinese budget disclosures."""


@main.command()
@data_option
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
def serve(data: Path, host: str, port: int) -> None:
    """Run the service; documents that are not in the store yet are read first, those added later as they come."""
    config = config_from(os.environ, data, host, port)
    try:
        build_if_needed(data)
    except StoreNotWritten:
        raise
    except StoreError as error:
        click.echo(error_text(error), err=True)
    get_ready()
    service = open_service(config)
    with suppress(StoreError):
        service.examples()  # what the first page needs is worked out before it is asked for
    serve_app(create_app(config, service), host, port, LARGEST_UPLOAD if config.upload_token else 0)


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@data_option
def add(paths: tuple[Path, ...], data: Path) -> None:
    """Bring documents in. Exit 1 if any did not come in, with the reason for each."""
    files, absent = list_files(paths)
    if not files and not absent:
        raise click.ClickException(command_words()["no_files"])
    try:
        with progress(len(files)) as report:
            added = ingest.add(files, data, report)
    except KeyboardInterrupt:
        click.echo(command_words()["interrupted"], err=True)
        sys.exit(INTERRUPTED)
    scores = []
    for entry in added.taken:
        read = ingest.load(data, entry)
        scores.append(read.score)
        click.echo(document_line(read))
        for remark in remark_texts(read.document.remarks):
            click.echo(remark)
    if len(scores) > 1:
        click.echo(folder_line(scores))
    for name in added.known:
        click.echo(command_words()["known"].format(file=name))
    for name, earlier in added.replaced:
        click.echo(command_words()["replaced"].format(file=name, earlier=earlier))
    for name, error in (*added.unread, *added.refused):
        click.echo(error_text(error), err=True)
    for path in absent:
        click.echo(command_words()["path_absent"].format(file=path), err=True)
    sys.exit(1 if added.refused or absent else 0)


def list_files(paths: tuple[Path, ...]) -> tuple[list[Path], list[Path]]:
    """(files, paths that are not there); a folder stands for every document file below it."""
    files: list[Path] = []
    for path in paths:
        files += ingest.document_files(path) if path.is_dir() else [path] if path.exists() else []
    return files, [path for path in paths if not path.exists()]


class progress:
    """A progress bar over documents and their pages, or a line for each document where stderr is no terminal; the value of
    the with-statement is told each step."""

    def __init__(self, total: int) -> None:
        words = command_words()
        shown = (TextColumn(words["reading"]), BarColumn(), MofNCompleteColumn(), TextColumn(words["pages"]), TimeRemainingColumn(), TextColumn("{task.fields[file]}"))
        self._bar = Progress(*shown, console=console, transient=True)
        self._task = self._bar.add_task(words["reading"], total=total, pages=0, file="")

    def __enter__(self) -> ingest.Report:
        if not console.is_terminal:
            return lambda step: click.echo(command_words()["reading_file"].format(number=step.done, total=step.total, file=step.file), err=True)
        self._bar.start()
        return self._step

    def _step(self, step: ingest.Step) -> None:
        pages = self._bar.tasks[self._task].fields["pages"] + step.pages
        self._bar.update(self._task, completed=step.done, total=step.total, pages=pages, file=step.file)

    def __exit__(self, *error: object) -> None:
        self._bar.stop()


def document_line(read: Ingested) -> str:
    """One line on one document: unit, year, type, tables by state, findings."""
    identity = read.extraction.identity
    states = Counter(table.state for table in read.extraction.tables)
    severities = Counter(finding.severity for finding in read.findings)
    words = command_words()
    printed = words["document"].format(
        unit=identity.unit_name, year=identity.year, type=words[identity.type],
        filled=states["filled"], empty=states["empty"], absent=states["absent"],
        doubts=sum(len(table.doubts) for table in read.extraction.tables),
        repairs=sum(len(table.repairs) for table in read.extraction.tables),
        conflicts=severities["conflict"], roundings=severities["rounding"],
    )
    return printed + proof_line(read.score)


def proof_line(score: Score) -> str:
    """What the rules prove of one document."""
    words = command_words()
    missing = words["proof_missing"].format(names=enumerate_words(kind_named(kind).name for kind in score.missing)) if score.missing else ""
    return words["proof"].format(
        statutory=len(score.found) + len(score.missing), found=len(score.found), missing=missing, held=score.held, roundings=score.roundings,
        conflicts=score.conflicts, doubtful=words["proof_doubtful"] if score.doubtful else "",
    )


def folder_line(scores: list[Score]) -> str:
    """What the rules prove of all documents that came in together."""
    return command_words()["proof_all"].format(
        documents=len(scores), complete=sum(not score.missing for score in scores), held=sum(score.held for score in scores),
        roundings=sum(score.roundings for score in scores), conflicts=sum(score.conflicts for score in scores),
        doubtful=sum(score.doubtful for score in scores),
    )


@main.command()
@click.argument("documents", nargs=-1, required=True)
@data_option
def remove(documents: tuple[str, ...], data: Path) -> None:
    """Take documents out, by file name or id. Exit 1 if one is not there."""
    gone, missing = ingest.remove(documents, data, lambda error: click.echo(error_text(error), err=True))
    for name in gone:
        click.echo(command_words()["removed"].format(file=name))
    for name in missing:
        click.echo(command_words()["not_there"].format(file=name), err=True)
    sys.exit(1 if missing else 0)


@main.command()
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="The reply of /api/ask.")
@data_option
def ask(question: str, as_json: bool, data: Path) -> None:
    """The answer as a chat window would show it, with its sources."""
    build_if_needed(data)
    answer = open_service(Config(data)).answer(question)
    click.echo(msgspec.json.encode(answer).decode() if as_json else chat_text(answer))


@main.command()
@click.argument("question")
@data_option
def explain(question: str, data: Path) -> None:
    """Every intermediate result: words, slots, query, SQL, rows."""
    build_if_needed(data)
    click.echo(explain_trace(open_service(Config(data)).trace(question)))


@main.command()
@click.argument("document", required=False)
@data_option
def tables(document: str | None, data: Path) -> None:
    """What was extracted: the tables of one document (file name or id), or of all."""
    build_if_needed(data)
    store, words = Store(data), command_words()
    for found in find_documents(store, document):
        click.echo(f"{found['document_id']}  {found['title']}")
        for table in store.fetch("tables", {"document_id": found["document_id"]}, ("ordinal",)):
            rows = len(store.fetch("table_rows", {"table_id": table["table_id"]}))
            click.echo(words["table"].format(id=table["table_id"], title=table["title"], kind=table["kind"], state=words[table["state"]], rows=rows,
                                             unit=table["unit"] or words["no_unit"], line=table["line"]))


@main.command()
@click.argument("document", required=False)
@data_option
def audit(document: str | None, data: Path) -> None:
    """What breaks an audit rule in one document (file name, id or unit), or in all: conflicts first.

    Exit 0 also where there are findings.
    """
    build_if_needed(data)
    store, words = Store(data), command_words()
    for found in find_documents(store, document):
        findings = store.fetch("findings", {"document_id": found["document_id"]}, ("severity", "ordinal"))
        counts = Counter(finding["severity"] for finding in findings)
        counted = {"conflicts": counts["conflict"], "roundings": counts["rounding"]}
        click.echo(words["audited"].format(id=found["document_id"], title=found["title"], **counted))
        for finding in findings:
            severity = words[finding["severity"]]
            click.echo(words["finding"].format(severity=severity, rule=finding["rule"], message=finding["message"]))


def find_documents(store: Store, name: str | None) -> list[Row]:
    """The documents of that id, file name or unit, or a part of them; all where no name is given. Raises ClickException where there is none."""
    documents = store.fetch("documents", order=("unit_name", "year"))
    exact = [d for d in documents if name in (None, d["document_id"], d["file"], d["unit_name"])]
    found = exact or [d for d in documents if name in d["file"] or name in d["unit_name"] or d["document_id"].startswith(name)]
    if not found:
        raise click.ClickException(command_words()["not_there"].format(file=name))
    return found


@main.command()
@click.argument("sets", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--show", type=click.Choice(["none", "wrong", "bad"]), default="bad", show_default=True)
@data_option
def evaluate(sets: tuple[Path, ...], show: str, data: Path) -> None:
    """Ask every question of question sets and compare. Exit 1 unless all are right."""
    build_if_needed(data)
    service = open_service(Config(data))
    verdicts = [judge(case, service.answer) for case in read_cases(sets)]
    wanted = {"none": (), "wrong": ("wrong",), "bad": ("wrong", "missed")}[show]
    for v in (v for v in verdicts if v.verdict in wanted):
        click.echo(f"{v.verdict:7}{v.id}  {' → '.join(v.turns)}\n         {'; '.join(v.faults)}\n         {v.said[:160]}")
    for kind in sorted({v.kind for v in verdicts}):
        of_kind = Counter(v.verdict for v in verdicts if v.kind == kind)
        click.echo(f"{kind:16} {of_kind['right']:4}/{sum(of_kind.values()):<4} right, {of_kind['wrong']} wrong, {of_kind['missed']} missed")
    total = Counter(v.verdict for v in verdicts)
    share = 100 * total["right"] / max(1, len(verdicts))
    click.echo(f"{total['right']}/{len(verdicts)} right ({share:.1f}%), {total['wrong']} wrong, {total['missed']} missed")
    sys.exit(0 if total["right"] == len(verdicts) else 1)


@main.command()
@click.argument("name", metavar="CHANNEL")
@click.option("--check", is_flag=True, help="Only tell what is set up and what is missing.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where a channel with a callback address takes calls.")
@click.option("--port", type=click.IntRange(0, 65535), show_default="8001 to 8005, each channel its own")
@data_option
def bot(name: str, check: bool, host: str, port: int | None, data: Path) -> None:
    """Run the bot of a messenger until it is stopped: its connection or its callback address.

    Exit 2 if a setting is missing or wrong, 3 if another program took its connection over.
    """
    config = config_from(os.environ, data, host, PORTS.get(name, 0) if port is None else port)
    if check:
        sys.exit(0 if all([tell_line(line) for line in check_gateway(name, os.environ, config)]) else 1)
    channel = open_channel(name, os.environ)
    build_if_needed(data)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    stop = threading.Event()
    stop_on_signals(stop)
    gateway = open_gateway(channel, os.environ, config)
    click.echo(command_words()["bot_runs"].format(channel=name))
    for line in check_access(name, os.environ):
        tell_line(line)
    gateway.run(stop)


def tell_line(line: Line) -> bool:
    """Print one line of a check and return whether it is in order."""
    words, evidence = command_words(), defaultdict(str, line.evidence)
    name, advice = (words.get(f"bot_{kind}_{line.name}", kept).format_map(evidence) for kind, kept in (("step", line.name), ("cure", "")))
    click.echo(words[f"bot_{line.state}"].format_map(evidence | {"name": name, "advice": advice}))
    return line.is_fine


def build_if_needed(data: Path) -> None:
    """Read the documents where the store is not up to date. Raises StoreError where there are none."""
    if not ingest.document_files(data / "documents"):
        raise StoreError(data=str(data))
    if ingest.is_current(data):
        return
    with progress(len(ingest.document_files(data / "documents"))) as report:
        ingest.build(data, report, lambda error: click.echo(error_text(error), err=True))


def run() -> None:
    """Run a command; errors of this program are one sentence and an exit code."""
    try:
        main(standalone_mode=True)
    except ServiceError as error:
        click.echo(error_text(error), err=True)
        sys.exit(next((code for kind, code in EXIT_CODES.items() if isinstance(error, kind)), 1))


if __name__ == "__main__":
    run()

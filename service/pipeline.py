"""Both flows in order. INGEST is `service/ingest.py`; ANSWER is `Service.trace` below:

    question → words (analyse) → slots (read_draft) → query (resolve) → rows and reply (perform) → answer (render)

A message that asks several things at once is answered question by question (`Service._in_turn`), so that no half is dropped.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

import msgspec

from service.config import Config
from service.errors import QuestionEmpty, QuestionTooLong
from service.facts.catalog import Catalog, read_catalog
from service.facts.store import Store
from service.language.asides import set_aside
from service.language.corrections import correct, spell_out
from service.language.lexicon import Lexicon
from service.language.mentions import Analysis, analyse
from service.language.numbering import without_numbers
from service.language.restatements import restate
from service.language.unit_names import without_groups, write_out_units
from service.language.vocabulary import build_vocabulary
from service.query.context import Context, going_on, known_ids, remember, remember_unanswered, still_there
from service.query.draft import Draft, read_draft
from service.query.edits import corrects, edited, replaces
from service.query.finder import Collection
from service.query.found_first import chooses_unit, turns_of
from service.query.left_out import asks_more, is_understood, refuse_left_out, refuse_rest
from service.query.logical import Clarify, Decline, Outcome, Query
from service.query.office_names import name_unit
from service.query.printed_marks import write_out_marks
from service.query.project_amounts import read_project_amounts
from service.query.names import link_names
from service.query.publications import by_office, by_stage, stages_before
from service.query.reading import read_question
from service.query.references import read_reference
from service.query.refine import refine
from service.query.resolver import resolve
from service.query.same_account import of_same_account
from service.query.said_amounts import refuse_unprinted
from service.query.short_names import expand
from service.query.tables import read_tables
from service.query.unanswered import leans_on_lost, one_meaning, possible_contexts
from service.query.units import of_no_unit
from service.reply.answer import Answer, Choice
from service.reply.caveats import stage_turned
from service.reply.canonical import canonical
from service.reply.cells import read_cell
from service.reply.choices import Asked, near_questions, whole_questions
from service.reply.items import ItemNames
from service.reply.matters import read_matter
from service.reply.offices import read_office
from service.reply.joined import join_answers
from service.reply.one_document import one_document
from service.reply.operations import perform
from service.reply.renderer import Asking, render
from service.reply.result import Result
from service.reply.sentences import OPERATION as SENTENCE, read_sentence
from service.reply.shown import what_was_shown
from service.reply.variations import next_questions, slot_choices
from service.state import State
from service.suggest.complete import Suggestion, complete, question_about
from service.suggest.examples import Examples, examples_of
from service.suggest.reading import Reader

LONGEST_QUESTION = 500
# How often what is left over is mended: a typing error and a shortened name may stand in one question.
MENDED_AT_MOST = 3
# What a question that was not understood was to find, or to do, so that the next one may be about that.
FINDS = (
    "most", "least", "top", "bottom", "nth", "rank_desc", "rank_asc", "plus", "without", "rest", "share", "sum", "average",
    "difference", "multiple", "change", "change_rate", "per_person",
)
# Operations whose answer is about those units that meet what was asked (哪家降了).
CHOOSES = frozenset({"condition", "change", "change_rate"})
NOT_READ = frozenset({"not_understood", "left_out", "whole_open", "several_wholes"})
# Of a question that names no item, the words may be those of a sentence too.
NO_ITEM = NOT_READ | {"which_item"}


@dataclass(frozen=True)
class Loaded:
    """One published build, ready to be asked."""

    collection: Collection
    lexicon: Lexicon
    names: ItemNames


@dataclass(frozen=True)
class Trace:
    """Every intermediate result of one answer, in order."""

    analysis: Analysis
    draft: Draft
    outcome: Outcome
    result: Result | None
    answer: Answer
    context: Context
    parts: tuple[Trace, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A question as understood and performed, in the conversation before it and with the one after it."""

    draft: Draft
    outcome: Outcome
    result: Result | None
    before: Context
    after: Context

    @property
    def answered(self) -> bool:
        """Whether there is an answer, not a refusal or a question back."""
        return self.result is not None and self.result.status == "answered"


class Service:
    """Answers questions about the documents of one data folder; safe for threads; follows newly published builds."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._lock = threading.Lock()
        self._loaded: Loaded | None = None
        self._reader: Reader | None = None
        self._examples: tuple[Reader, tuple[Examples, ...]] | None = None
        self._state = State(config.state)
        self.store = Store(config.data)

    def answer(self, question: str, conversation: str | None = None) -> Answer:
        """The reply to one question in a conversation (None starts one).

        Raises QuestionEmpty, QuestionTooLong, ConversationUnknown, StoreError.
        """
        return self.trace(question, conversation).answer

    def trace(self, question: str, conversation: str | None = None) -> Trace:
        """The reply with every intermediate result."""
        _check(question)
        context = self._context(conversation)
        whole = self._read(question, context)
        by_sentence = isinstance(whole.outcome, Query) and whole.outcome.operation == SENTENCE
        parts = self._in_turn(whole, context) if asks_more(whole.draft, whole.answered and not by_sentence) else ()
        if not parts:
            return self._tell(self._not_by_half(whole))
        told = tuple(self._tell(part) for part in parts)
        answer = join_answers(tuple(trace.answer for trace in told), chooses_unit(whole.draft))
        return Trace(whole.draft.analysis, whole.draft, whole.outcome, told[0].result, answer, told[-1].context, told)

    def _context(self, conversation: str | None) -> Context:
        return still_there(self._state.load(conversation), self.load().collection.catalog.units)

    def _read(self, question: str, context: Context) -> Reading:
        draft, outcome = self.understand(question, context)
        outcome = self._of_one_document(outcome, context)
        before = Context() if draft.analysis.has("restart") else context
        collection = self.load().collection
        result = perform(collection, outcome) if isinstance(outcome, Query) else None
        if isinstance(outcome, Query) and result:
            result = stage_turned(outcome, result, stages_before(before, collection.catalog))
        return Reading(draft, outcome, result, before, _remember(outcome, result, before, draft))

    def _of_one_document(self, outcome: Outcome, context: Context) -> Outcome:
        """Where several documents of a unit and year may be meant: the one that answers, or any of them if they tell the same."""
        loaded = self.load()
        offices = tuple(self.understand(question, context)[1] for question in by_office(outcome))
        possible = tuple(each for each in offices if isinstance(each, Query)) or by_stage(outcome, loaded.collection.catalog, context)
        told = tuple((query, perform(loaded.collection, query)) for query in possible)
        return one_document(outcome, told, lambda query: canonical(query, loaded.collection, loaded.names)) if told else outcome

    def _in_turn(self, whole: Reading, context: Context) -> tuple[Reading, ...]:
        """The questions of a message, each with the ones before it as its conversation; () where one is not understood."""
        readings: list[Reading] = []
        for question in turns_of(whole.draft):
            readings.append(self._read(question, context))
            context = going_on(readings[-1].after, [year for period in readings[-1].draft.periods if period.kind == "year" for year in period.years])
        if any(of_no_unit(before.outcome) and not after.draft.groups for before, after in pairwise(readings)):
            return ()
        known = all(isinstance(reading.outcome, Query) for reading in readings)
        fits = len(readings) > 1 and (known or any(reading.answered for reading in readings))
        return tuple(readings) if fits and all(is_understood(reading.outcome) for reading in readings) else ()

    def _not_by_half(self, whole: Reading) -> Reading:
        """哪项最大，占百分之几: no answer to the first question alone, nor to both as one."""
        outcome = refuse_rest(whole.outcome, whole.draft) if whole.answered else whole.outcome
        return whole if outcome is whole.outcome else Reading(whole.draft, outcome, None, whole.before, whole.before)

    def _tell(self, reading: Reading) -> Trace:
        """The reply to one question, with what can be asked next."""
        loaded, analysis = self.load(), reading.draft.analysis
        canonical_text = _canonical(loaded, reading.outcome, reading.result)
        choices = self._choices(reading.draft, reading.outcome, reading.result, reading.before)
        asking = Asking(self._state.save(reading.after), canonical_text, choices)
        answer = render(loaded.collection, reading.outcome, reading.result, analysis, asking)
        return Trace(analysis, reading.draft, reading.outcome, reading.result, answer, reading.after)

    def understand(self, question: str, context: Context = Context()) -> tuple[Draft, Outcome]:
        """What a question says by itself, and what it means in a conversation."""
        loaded, today = self.load(), self._config.clock()
        catalog = loaded.collection.catalog
        asked, asides = set_aside(without_numbers(question), loaded.lexicon, today)
        analysis = restate(spell_out(analyse(asked, loaded.lexicon, today), loaded.lexicon, today), loaded.lexicon, today)
        analysis = write_out_units(analysis, catalog, loaded.lexicon, today)
        context = Context() if analysis.has("restart") else context
        analysis = write_out_marks(analysis, tuple(context.units), loaded.collection, loaded.lexicon, today)
        known = known_ids(context)
        draft = self._mended(read_question(analysis, catalog, known), known)
        draft = replace(draft, analysis=replace(draft.analysis, asides=asides))
        cell = read_cell(loaded.collection, draft, lambda text: read_draft(analyse(text, loaded.lexicon, today), catalog))
        if cell:
            return draft, refuse_left_out(cell, draft, catalog)
        office = read_office(loaded.collection, draft) or read_matter(loaded.collection, draft)
        if office:
            return draft, office
        outcome = self._mean(draft, context)
        unread = isinstance(outcome, (Decline, Clarify)) and outcome.code in NO_ITEM
        return draft, (read_sentence(loaded.collection, draft, context) if unread else None) or outcome

    def _mean(self, draft: Draft, context: Context) -> Outcome:
        """What a question means; where what was not answered lately may be meant as well as what was, that is asked back."""
        lost = leans_on_lost(draft, context)
        contexts = () if lost else possible_contexts(draft, context)
        plain = self._read_plainly(draft, context) if any(possible.operation for possible in contexts) else None
        return one_meaning(draft, (lost,) if lost else tuple(self._mean_in(draft, plain, possible) for possible in contexts))

    def _read_plainly(self, draft: Draft, context: Context) -> Draft:
        """The draft of a question with nothing narrowed or left out, for what is added to or taken from a set stands by itself."""
        loaded = self.load()
        catalog = loaded.collection.catalog
        analysis = analyse(draft.analysis.text, loaded.lexicon, self._config.clock())
        return link_names(read_draft(analysis, catalog, known_ids(context)), catalog)

    def _mean_in(self, draft: Draft, plain: Draft | None, context: Context) -> Outcome:
        catalog, draft = self.load().collection.catalog, of_same_account(draft, context)
        changed = edited(plain, catalog, context) if plain else None
        reference = changed or read_reference(draft, catalog, context)
        outcome = refine(resolve(draft, reference, catalog, context), reference.draft, catalog)
        return refuse_unprinted(refuse_left_out(outcome, reference.draft, catalog), reference.draft, self.load().collection)

    def _mended(self, draft: Draft, known: frozenset[str]) -> Draft:
        """The draft with its mistyped words and its shortened names read as the known ones, those that explain most first."""
        loaded, catalog, today = self.load(), self.load().collection.catalog, self._config.clock()
        for _ in range(MENDED_AT_MOST):
            corrected = correct(without_groups(draft.analysis, draft.groups), loaded.lexicon, today)
            written_out = (expand(draft, loaded.lexicon, catalog, today), name_unit(draft, loaded.lexicon, catalog, today))
            found = [a for a in (corrected, *written_out) if a]
            if not found:
                break
            draft = read_question(max(found, key=lambda analysis: len(analysis.corrections[-1][0])), catalog, known)
        return read_tables(read_project_amounts(draft))

    def _choices(self, draft: Draft, outcome: Outcome, result: Result | None, context: Context) -> tuple[Choice, ...]:
        """What a question back or a refusal offers; every offer was tried."""
        loaded = self.load()
        if isinstance(outcome, Clarify):
            offered = whole_questions(loaded.collection, loaded.names, outcome, lambda text: self._try(text, context))
            if offered:
                return offered
        if isinstance(outcome, Query) and result and (result.status != "declined" or result.choices):
            return ()
        return near_questions(loaded.collection, loaded.names, Asked(draft, outcome, result), lambda text: self._try(text, Context()))

    def converse(self, question: str, conversation: str | None, earlier: Iterable[str] = ()) -> Answer:
        """The reply to a question with what can be asked after it, but none of what was asked `earlier`. Raises what `answer` does."""
        trace = self.trace(question, conversation)
        following = self.next_questions(trace, frozenset((question.strip(), *earlier)))
        return msgspec.structs.replace(trace.answer, choices=trace.answer.choices or list(following))

    def next_questions(self, trace: Trace, asked: frozenset[str] = frozenset()) -> tuple[Choice, ...]:
        """What can be asked after an answer but those that were `asked`; every question was tried."""
        last = trace.parts[-1] if trace.parts else trace
        if last.answer.status != "answered" or last.result is None or not isinstance(last.outcome, Query):
            return ()
        loaded = self.load()
        return next_questions(loaded.collection, loaded.names, last.outcome, last.result, lambda text: self._try(text, Context()), asked)

    def slot_choices(self, question: str, conversation: str | None, slot: str) -> tuple[Choice, ...]:
        """What else a slot of an answered question may be, as questions that were tried. Raises ConversationUnknown."""
        whole = self._read(question, self._context(conversation))
        if not whole.answered or not isinstance(whole.outcome, Query):
            return ()
        loaded = self.load()
        return slot_choices(loaded.collection, loaded.names, whole.outcome, slot, lambda text: self._try(text, Context()))

    def complete(self, typed: str) -> tuple[Suggestion, ...]:
        """What a question may become that is being typed. Raises StoreError."""
        return complete(self._read_possible(), typed)

    def question_about(self, name: str, is_term: bool) -> str:
        """The question about a term or an item, "" where it would not be answered. Raises StoreError."""
        return question_about(self._read_possible(), name, is_term)

    def examples(self) -> tuple[Examples, ...]:
        """Questions of every kind about the documents, all of which are answered; tried once for each build. Raises StoreError."""
        reader = self._read_possible()
        if self._examples is None or self._examples[0] is not reader:
            self._examples = reader, examples_of(reader, self._is_answered)
        return self._examples[1]

    def _is_answered(self, question: str) -> bool:
        result = self._try(question, Context())[1]
        return result is not None and result.status == "answered"

    def _read_possible(self) -> Reader:
        """The reader of the published build."""
        loaded, reader = self.load(), self._reader
        if reader is None or reader.collection is not loaded.collection:
            reader = self._reader = Reader(loaded.collection, loaded.lexicon, self.understand)
        return reader

    def _try(self, question: str, context: Context) -> tuple[Outcome, Result | None]:
        outcome = self._of_one_document(self.understand(question, context)[1], context)
        return outcome, perform(self.load().collection, outcome) if isinstance(outcome, Query) else None

    def load(self) -> Loaded:
        """The published build; read again when another one was published."""
        version = self.store.version
        with self._lock:
            if self._loaded is None or self._loaded.collection.catalog.version != version:
                catalog: Catalog = read_catalog(self.store)
                lexicon = build_vocabulary(catalog)
                self._loaded = Loaded(Collection(self.store, catalog), lexicon, ItemNames(catalog, lexicon))
            return self._loaded


def open_service(config: Config) -> Service:
    """The service of a data folder; its store must have been built."""
    return Service(config)


def _check(question: str) -> None:
    if not question.strip():
        raise QuestionEmpty()
    if len(question) > LONGEST_QUESTION:
        raise QuestionTooLong(length=len(question))


def _canonical(loaded: Loaded, outcome: Outcome, result: Result | None) -> str:
    """The complete question that was answered, "" where none was."""
    if not isinstance(outcome, Query) or result is None or result.status != "answered":
        return ""
    return canonical(outcome, loaded.collection, loaded.names)


def _remember(outcome: Outcome, result: Result | None, context: Context, draft: Draft) -> Context:
    """What the next question may lean on: this query; of a question that was not answered, the items and units it named."""
    if isinstance(outcome, Query) and result is not None:
        answered = result.status == "answered"
        units = list(result.ranking) if answered and outcome.operation in CHOOSES and result.ranking else list(outcome.units)
        return remember(outcome, context, units, what_was_shown(outcome, result), corrects(draft.analysis.text), replaces(draft.analysis.text))
    named = [group.units[0] for group in draft.groups if len(group.units) == 1]
    not_read = isinstance(outcome, Decline) and outcome.code in NOT_READ
    unread = not_read and bool(context.operation) and not draft.targets
    nameless = not_read and outcome.code == "not_understood" and not (draft.groups or draft.each or context.units)
    lost = not_read and draft.analysis.has(*FINDS)
    return remember_unanswered(context, tuple(placed.target for placed in draft.targets), named, lost, unread, nameless)

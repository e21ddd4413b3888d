"""Answers to questions about Chinese budget disclosures, from the printed page, with every figure cited.

INGEST (service/ingest.py, file by file in service/reading.py; files sent by the page wait in service/uploads.py)
    documents/   FILE → BLOCKS           one reader per format
    extraction/  BLOCKS → TABLES         tables, passages; forms/ are cut into tables, mending/ proves damaged cells
    facts/       TABLES → FACTS → STORE  typed figures in DuckDB; audit/ finds where they contradict each other

ANSWER (service/pipeline.py)
    language/    QUESTION → MENTIONS     words and what they may stand for
    query/       MENTIONS → SQL          slots, the conversation, the logical query, the statement
    reply/       ROWS → ANSWER           sentences, tables, citations, notes
    suggest/     TYPED TEXT → QUESTIONS   completion while typing, example questions
    web/         PAGE · JSON             the chat page, the source page, the HTTP contract
    bots/        MESSAGES → REPLIES      the same answers in messengers, one process for each
"""

from __future__ import annotations

from flask import Flask

from service.bots.health import BotHealth
from service.config import Config
from service.feedback import Feedback
from service.history import History
from service.pipeline import Service, open_service
from service.uploads import Uploads
from service.web import Settings, register
from service.web.upload import Access
from service.web.visitors import Visitors, read_secret


def create_app(config: Config, service: Service | None = None) -> Flask:
    """The web application over one data folder, whose store must have been built; over its `service`, where that is open already."""
    app = Flask(__name__, static_folder=None)
    settings = Settings(
        History(config.state, config.history_days),
        Feedback(config.state),
        Visitors(read_secret(config.secret), config.login_header),
        config.frame_ancestors,
        config.admin_token,
        Access(Uploads(config.data), config.upload_token) if config.upload_token else None,
        config.documents,
        BotHealth(config.state).connections,
    )
    register(app, service or open_service(config), settings)
    return app

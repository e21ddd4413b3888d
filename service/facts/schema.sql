-- The one place that declares what the store holds. Loaded by store.py into each new build.

CREATE TABLE meta (key VARCHAR NOT NULL, value VARCHAR NOT NULL);

-- One disclosure. tables_found, tables_missing: kinds of the statutory tables, joined by U+001F; held, roundings, conflicts:
-- comparisons that show how it was read; short_name: what its text calls the unit (以下简称); doubtful: so much contradicts itself that it was rather misread.
CREATE TABLE documents (
    document_id VARCHAR NOT NULL, file VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, source VARCHAR,
    title VARCHAR NOT NULL, unit_id VARCHAR NOT NULL, unit_name VARCHAR NOT NULL,
    short_name VARCHAR NOT NULL, region VARCHAR NOT NULL, province VARCHAR NOT NULL, level VARCHAR NOT NULL,
    year INTEGER NOT NULL, type VARCHAR NOT NULL, variant VARCHAR,
    tables_found VARCHAR NOT NULL, tables_missing VARCHAR NOT NULL,
    held INTEGER NOT NULL, roundings INTEGER NOT NULL, conflicts INTEGER NOT NULL, doubtful BOOLEAN NOT NULL
);

-- The printed lines of a document, for its source page.
CREATE TABLE lines (document_id VARCHAR NOT NULL, line INTEGER NOT NULL, text VARCHAR NOT NULL);

-- The first line of each printed page of a PDF, and the page's size in points.
CREATE TABLE pages (document_id VARCHAR NOT NULL, page INTEGER NOT NULL, line INTEGER NOT NULL, width DOUBLE NOT NULL, height DOUBLE NOT NULL);

-- Where a line of a PDF is printed: a JSON list of [left, top, right, bottom] in points, one for each of its texts that is not empty.
CREATE TABLE boxes (document_id VARCHAR NOT NULL, line INTEGER NOT NULL, boxes VARCHAR NOT NULL);

-- One table of a document. state: filled, empty (disclosed as having no figures), absent (only in the contents list).
CREATE TABLE tables (
    table_id VARCHAR NOT NULL, document_id VARCHAR NOT NULL, ordinal INTEGER NOT NULL,
    kind VARCHAR NOT NULL, title VARCHAR NOT NULL, form VARCHAR, unit VARCHAR, owner VARCHAR,
    state VARCHAR NOT NULL, line INTEGER NOT NULL
);

-- One header path of a table; path parts are joined by U+001F.
CREATE TABLE columns (table_id VARCHAR NOT NULL, col INTEGER NOT NULL, path VARCHAR NOT NULL, half VARCHAR);

-- One printed cell.
CREATE TABLE cells (
    table_id VARCHAR NOT NULL, row INTEGER NOT NULL, col INTEGER NOT NULL, line INTEGER NOT NULL,
    printed VARCHAR NOT NULL, text VARCHAR NOT NULL, doubtful BOOLEAN NOT NULL
);

-- The row's line, also for rows of which every cell is blank.
CREATE TABLE table_rows (table_id VARCHAR NOT NULL, row INTEGER NOT NULL, line INTEGER NOT NULL);

CREATE TABLE table_notes (table_id VARCHAR NOT NULL, note INTEGER NOT NULL, text VARCHAR NOT NULL, line INTEGER NOT NULL);

CREATE TABLE repairs (table_id VARCHAR NOT NULL, line INTEGER NOT NULL, printed VARCHAR NOT NULL, read VARCHAR NOT NULL, why VARCHAR NOT NULL, detail VARCHAR NOT NULL);

CREATE TABLE doubts (table_id VARCHAR NOT NULL, line INTEGER NOT NULL, col INTEGER, text VARCHAR NOT NULL, why VARCHAR NOT NULL);

-- One narrative paragraph, definition or note.
CREATE TABLE passages (
    passage_id VARCHAR NOT NULL, document_id VARCHAR NOT NULL, ordinal INTEGER NOT NULL,
    section VARCHAR NOT NULL, text VARCHAR NOT NULL, line INTEGER NOT NULL, breaks VARCHAR NOT NULL, kind VARCHAR NOT NULL
);

-- One typed figure. It points to its cell (table_id, row, col), in a cell with a text to its characters (start, stop), to a
-- table note (table_id, note) or to characters of a passage (passage_id, start, stop). role part: a project's amount under one
-- of several subjects, where its whole amount is printed elsewhere; role piece: an account's amount in one of the rows that together print it. value is NULL where nothing is printed; status tells what stands there.
-- variant: a second basis of the same figure (ex_infra). base_year, base_stage: what a change is measured against.
-- Of a figure in a sentence: as_of, the day, month or year that a stock is stated for; reason and purpose as printed.
CREATE TABLE facts (
    fact_id INTEGER NOT NULL, document_id VARCHAR NOT NULL, unit_id VARCHAR NOT NULL,
    year INTEGER NOT NULL, stage VARCHAR NOT NULL, variant VARCHAR NOT NULL,
    base_year INTEGER, base_stage VARCHAR NOT NULL,
    kind VARCHAR NOT NULL, scope VARCHAR NOT NULL, side VARCHAR NOT NULL, carry VARCHAR NOT NULL,
    subject VARCHAR NOT NULL, subject_class VARCHAR NOT NULL, subject_code VARCHAR NOT NULL,
    subject_name VARCHAR NOT NULL, subject_level INTEGER NOT NULL, parent VARCHAR NOT NULL,
    aspect VARCHAR NOT NULL, aspect_name VARCHAR NOT NULL, role VARCHAR NOT NULL,
    value DECIMAL(28, 8), measure_unit VARCHAR NOT NULL, decimals INTEGER NOT NULL, status VARCHAR NOT NULL,
    table_id VARCHAR, row INTEGER, col INTEGER, note INTEGER,
    passage_id VARCHAR, start INTEGER, stop INTEGER, printed VARCHAR NOT NULL,
    as_of VARCHAR NOT NULL, reason VARCHAR NOT NULL, purpose VARCHAR NOT NULL
);

-- One performance target.
CREATE TABLE indicators (
    indicator_id INTEGER NOT NULL, document_id VARCHAR NOT NULL, unit_id VARCHAR NOT NULL, project VARCHAR, horizon VARCHAR,
    level1 VARCHAR NOT NULL, level2 VARCHAR NOT NULL, name VARCHAR NOT NULL, relation VARCHAR NOT NULL,
    value VARCHAR NOT NULL, unit VARCHAR NOT NULL, weight VARCHAR NOT NULL, basis VARCHAR NOT NULL, earlier VARCHAR NOT NULL,
    goal VARCHAR NOT NULL, direction VARCHAR NOT NULL, qualifier VARCHAR NOT NULL,
    table_id VARCHAR NOT NULL, row INTEGER NOT NULL, col INTEGER NOT NULL
);

-- One project or task (kind), or one sub-item of the project that `parent` names; a project that several tables print has a row
-- for each. basis: what its amount was worked out from; grounds: what it was set up on.
CREATE TABLE projects (
    project_id INTEGER NOT NULL, document_id VARCHAR NOT NULL, unit_id VARCHAR NOT NULL, name VARCHAR NOT NULL, parent VARCHAR,
    category VARCHAR NOT NULL, amount DECIMAL(28, 8), measure_unit VARCHAR NOT NULL, economic VARCHAR NOT NULL,
    basis VARCHAR NOT NULL, content VARCHAR NOT NULL, kind VARCHAR NOT NULL, code VARCHAR NOT NULL, grounds VARCHAR NOT NULL,
    table_id VARCHAR, row INTEGER, col INTEGER,
    passage_id VARCHAR, start INTEGER, stop INTEGER, printed VARCHAR NOT NULL
);

-- What breaks an audit rule (a rule of prompts/documents/audit.yaml). severity: rounding or conflict.
CREATE TABLE findings (
    finding_id VARCHAR NOT NULL, document_id VARCHAR NOT NULL, ordinal INTEGER NOT NULL,
    rule VARCHAR NOT NULL, severity VARCHAR NOT NULL, message VARCHAR NOT NULL
);

-- Where a finding can be seen: a cell, a table as a whole (table_id alone), characters of a passage, or a line.
CREATE TABLE finding_places (
    finding_id VARCHAR NOT NULL, place INTEGER NOT NULL, table_id VARCHAR, row INTEGER, col INTEGER,
    passage_id VARCHAR, start INTEGER, stop INTEGER, line INTEGER
);

-- Version 1: people and their events, append-only.

-- "coxa" in ASCII, so that another program's database is recognised as not ours.
PRAGMA application_id = 1668249697;

-- Which migrations have run; the highest is the version of the database.
CREATE TABLE schema_version (
    version INTEGER PRIMARY KEY
) STRICT;

-- Whoever has a journal here. The id is opaque: no name, no address.
CREATE TABLE person (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 128)
) STRICT, WITHOUT ROWID;

-- One event a row. Every key begins with the person, so that the table can be split by person.
CREATE TABLE event (
    ordinal INTEGER PRIMARY KEY AUTOINCREMENT, -- order of arrival, never given twice
    person  TEXT    NOT NULL REFERENCES person (id),
    device  TEXT    NOT NULL,
    seq     INTEGER NOT NULL CHECK (0 <= seq), -- number on that device; gaps are allowed, devices sync late
    id      TEXT    NOT NULL,                  -- UUIDv7 from the device
    at_ms   INTEGER NOT NULL,                  -- milliseconds since 1970-01-01T00:00Z
    line    TEXT    NOT NULL,                  -- the journal line, verbatim, without its line break
    UNIQUE (person, device, seq),
    UNIQUE (person, id)
) STRICT;

CREATE INDEX event_in_order ON event (person, at_ms, device, seq);

-- The one path past the triggers below: names the person for the length of the erasing transaction.
CREATE TABLE erasure (
    person TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- What a stopped process left to be done: 'scrub' = erased rows may still be readable in free pages.
CREATE TABLE chore (
    name TEXT NOT NULL PRIMARY KEY CHECK (name IN ('scrub'))
) STRICT, WITHOUT ROWID;

CREATE TRIGGER event_is_never_updated BEFORE UPDATE ON event
BEGIN
    SELECT RAISE (ABORT, 'append-only: an event is never updated');
END;

-- INSERT OR REPLACE deletes without firing delete triggers unless the connection asks for it, so it is stopped here.
CREATE TRIGGER event_is_never_replaced BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE person = NEW.person AND device = NEW.device AND seq = NEW.seq)
    OR EXISTS (SELECT 1 FROM event WHERE person = NEW.person AND id = NEW.id)
    OR EXISTS (SELECT 1 FROM event WHERE ordinal = NEW.ordinal)
BEGIN
    SELECT RAISE (ABORT, 'append-only: an event is never replaced');
END;

CREATE TRIGGER event_is_deleted_only_by_erasure BEFORE DELETE ON event
WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE person = OLD.person)
BEGIN
    SELECT RAISE (ABORT, 'append-only: an event is deleted only by erasing its person');
END;

CREATE TRIGGER person_is_never_updated BEFORE UPDATE ON person
BEGIN
    SELECT RAISE (ABORT, 'append-only: a person is never updated');
END;

CREATE TRIGGER person_is_deleted_only_by_erasure BEFORE DELETE ON person
WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE person = OLD.id)
BEGIN
    SELECT RAISE (ABORT, 'append-only: a person is deleted only by erasure');
END;

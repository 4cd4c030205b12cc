-- The schema, in several statements.
CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL DEFAULT ';');

/* A trigger holds a semicolon of its own. */
CREATE TRIGGER notes_are_kept BEFORE DELETE ON notes
BEGIN
    SELECT RAISE(ABORT, 'notes are kept');
END;

INSERT INTO notes (text) VALUES ('from the script')

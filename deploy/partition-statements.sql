-- Partitions the statements by the time of storing, on PostgreSQL: docs/explanation/growth.md says when and what else.
-- Nothing is copied but the ids: the table as it is becomes the first partition. Stop web and workers before.
BEGIN;
LOCK TABLE lrs_statement IN ACCESS EXCLUSIVE MODE;

-- References to the table by others: the record store never deletes a statement that has them.
DO $$
DECLARE found record;
BEGIN
    FOR found IN SELECT conrelid::regclass AS place, conname FROM pg_constraint
        WHERE contype = 'f' AND confrelid = 'lrs_statement'::regclass
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.place, found.conname);
    END LOOP;
END $$;

-- An id is there once over all partitions: in a table of its own, since a partitioned one can't promise that.
CREATE TABLE lrs_statement_id (id uuid PRIMARY KEY, seq bigint NOT NULL);
INSERT INTO lrs_statement_id SELECT id, seq FROM lrs_statement ORDER BY id;

ALTER TABLE lrs_statement RENAME TO lrs_statement_first;
ALTER TABLE lrs_statement_first ALTER COLUMN seq DROP IDENTITY;
CREATE TABLE lrs_statement (LIKE lrs_statement_first INCLUDING DEFAULTS) PARTITION BY RANGE (stored);
CREATE SEQUENCE lrs_statement_number OWNED BY lrs_statement.seq;
SELECT setval('lrs_statement_number', coalesce(max(seq), 0) + 1, false) FROM lrs_statement_first;
ALTER TABLE lrs_statement ALTER COLUMN seq SET DEFAULT nextval('lrs_statement_number');

-- The first partition ends with this year, the second with the next one, and what is later is caught. Each one that
-- is there costs every query the time to plan for it: years, not months.
DO $$
DECLARE
    year timestamptz := date_trunc('year', now(), 'UTC') + interval '1 year';
    definition text;
BEGIN
    EXECUTE format('ALTER TABLE lrs_statement_first ADD CHECK (stored < %L)', year);
    EXECUTE format('ALTER TABLE lrs_statement ATTACH PARTITION lrs_statement_first FOR VALUES FROM (MINVALUE) TO (%L)', year);
    EXECUTE format('CREATE TABLE %I PARTITION OF lrs_statement FOR VALUES FROM (%L) TO (%L)',
        'lrs_statement_' || to_char(year AT TIME ZONE 'UTC', 'YYYY'), year, year + interval '1 year');
    EXECUTE 'CREATE TABLE lrs_statement_later PARTITION OF lrs_statement DEFAULT';
    -- The same indexes for all; those of the first partition are taken as they are.
    FOR definition IN SELECT replace(indexdef, ' INDEX ' || indexname || ' ON ', ' INDEX ON ') FROM pg_indexes
        WHERE schemaname = current_schema() AND tablename = 'lrs_statement_first' AND indexdef NOT LIKE 'CREATE UNIQUE%'
    LOOP
        EXECUTE replace(definition, 'lrs_statement_first', 'lrs_statement');
    END LOOP;
END $$;
CREATE INDEX ON lrs_statement (seq);
CREATE INDEX ON lrs_statement (id);
-- Who removes a statement removes its id: it may come again. (A partition that is dropped calls no trigger.)
CREATE FUNCTION lrs_forget_statement_id() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM lrs_statement_id WHERE id = OLD.id;
    RETURN NULL;
END $$;
CREATE TRIGGER forget_statement_id AFTER DELETE ON lrs_statement
    FOR EACH ROW EXECUTE FUNCTION lrs_forget_statement_id();
COMMIT;

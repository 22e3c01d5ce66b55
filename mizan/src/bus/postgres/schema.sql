-- The tables and functions of the bus. `{schema}` is the schema that they have for themselves, and
-- `{channel}` the channel of their notifications. It runs in one transaction, at every start of a node.
SELECT pg_advisory_xact_lock(hashtext('mizan schema {schema}'));

CREATE SCHEMA IF NOT EXISTS {schema};

-- The epoch is lost together with the numbers, so that another one begins with them.
CREATE TABLE IF NOT EXISTS {schema}.state (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    epoch text NOT NULL,
    -- The number of the last message in any room, and of the last one that is forgotten with its room.
    messages bigint NOT NULL DEFAULT 0,
    forgotten bigint NOT NULL DEFAULT 0
);

INSERT INTO {schema}.state (epoch) VALUES (to_hex((random() * 281474976710655)::bigint))
    ON CONFLICT DO NOTHING;

-- The name of the clocks. A server that starts again may be another one, with the numbers of an older day.
CREATE OR REPLACE FUNCTION {schema}.clock_name() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT epoch || '-' || to_hex((extract(epoch FROM pg_postmaster_start_time()) * 1000)::bigint)
    FROM {schema}.state
$$;

CREATE TABLE IF NOT EXISTS {schema}.clock (context text PRIMARY KEY, number bigint NOT NULL);

CREATE TABLE IF NOT EXISTS {schema}.message (
    room text NOT NULL,
    number bigint NOT NULL,
    -- The message before it in the room; of a room without messages the last one that is forgotten.
    before bigint NOT NULL,
    body bytea NOT NULL,
    said timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (room, number)
);

CREATE TABLE IF NOT EXISTS {schema}.presence (
    room text NOT NULL,
    member text NOT NULL,
    node text NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (room, member, node)
);
CREATE INDEX IF NOT EXISTS presence_by_node ON {schema}.presence (node);

CREATE TABLE IF NOT EXISTS {schema}.node (
    name text PRIMARY KEY,
    beat timestamptz NOT NULL,
    is_missing boolean NOT NULL DEFAULT false
);

-- The nodes that have taken leave: a sign of life that was on its way meanwhile is not one.
CREATE TABLE IF NOT EXISTS {schema}.departed (name text PRIMARY KEY, since timestamptz NOT NULL);

-- Changes that are announced in a transaction of the application, until it commits.
CREATE TABLE IF NOT EXISTS {schema}.announcement (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    node text NOT NULL,
    contexts text[] NOT NULL,
    body bytea NOT NULL
);

-- Numbers are given, and told, in one order: whoever gives one keeps the others waiting until its
-- transaction has ended. A notification does the same at its commit.
CREATE OR REPLACE FUNCTION {schema}.take_turn() RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtext('mizan turn {schema}'))
$$;

-- Tells all nodes of an event. A body that makes it too long for a notification is left out, and the
-- reader looks it up; `told` says so.
CREATE OR REPLACE FUNCTION {schema}.tell(event jsonb, body bytea) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF body IS NULL THEN
        PERFORM pg_notify('{channel}', event::text);
    ELSIF octet_length(event::text) + 2 * octet_length(body) < 7900 THEN
        PERFORM pg_notify('{channel}', (event || jsonb_build_object('body', encode(body, 'hex')))::text);
    ELSE
        PERFORM pg_notify('{channel}', (event || '{"is_long": true}')::text);
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION {schema}.announce(node text, names text[], body bytea) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    numbers jsonb;
    event jsonb;
BEGIN
    PERFORM {schema}.take_turn();
    WITH advanced AS (
        INSERT INTO {schema}.clock (context, number) SELECT name, 1 FROM unnest(names) AS name
        ON CONFLICT (context) DO UPDATE SET number = clock.number + 1
        RETURNING context, number
    )
    SELECT coalesce(jsonb_object_agg(context, number), '{}') FROM advanced INTO numbers;
    event := jsonb_build_object('kind', 'change', 'node', node, 'numbers', numbers);
    IF octet_length(event::text) > 7800 THEN
        PERFORM {schema}.tell('{"kind": "unknown"}', NULL);
    ELSE
        PERFORM {schema}.tell(event, body);
    END IF;
    RETURN numbers;
END
$$;

-- What is announced in a transaction is numbered and told when that commits, and no sooner: it keeps
-- nobody waiting before.
CREATE OR REPLACE FUNCTION {schema}.announce_at_commit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM {schema}.announce(NEW.node, NEW.contexts, NEW.body);
    DELETE FROM {schema}.announcement WHERE id = NEW.id;
    RETURN NULL;
END
$$;

DO $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM pg_trigger WHERE tgname = 'announce_at_commit'
        AND tgrelid = '{schema}.announcement'::regclass
    ) THEN
        CREATE CONSTRAINT TRIGGER announce_at_commit AFTER INSERT ON {schema}.announcement
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
            EXECUTE FUNCTION {schema}.announce_at_commit();
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION {schema}.publish(name text, said bytea) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    new bigint;
    earlier bigint;
BEGIN
    PERFORM {schema}.take_turn();
    UPDATE {schema}.state SET messages = messages + 1
        RETURNING messages, forgotten INTO new, earlier;
    SELECT coalesce(max(number), earlier) FROM {schema}.message WHERE room = name INTO earlier;
    INSERT INTO {schema}.message (room, number, before, body) VALUES (name, new, earlier, said);
    DELETE FROM {schema}.message WHERE room = name AND number <= (
        SELECT number FROM {schema}.message WHERE room = name
        ORDER BY number DESC OFFSET 256 LIMIT 1
    );
    PERFORM {schema}.tell(
        jsonb_build_object('kind', 'message', 'room', name, 'position', new), said);
    RETURN new;
END
$$;

CREATE OR REPLACE FUNCTION {schema}.end_presence(gone text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    entry record;
BEGIN
    FOR entry IN DELETE FROM {schema}.presence WHERE node = gone RETURNING room, member LOOP
        PERFORM {schema}.tell(jsonb_build_object(
            'kind', 'present', 'room', entry.room, 'member', entry.member, 'node', gone), NULL);
    END LOOP;
END
$$;

-- Somebody is present in a room, as `shown`; NULL for no longer.
CREATE OR REPLACE FUNCTION {schema}.appear(in_room text, who text, by_node text, shown bytea)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM {schema}.take_turn();
    IF shown IS NULL THEN
        DELETE FROM {schema}.presence WHERE room = in_room AND member = who AND node = by_node;
    ELSE
        INSERT INTO {schema}.presence AS known VALUES (in_room, who, by_node, shown)
        ON CONFLICT (room, member, node) DO UPDATE SET body = shown WHERE known.body <> shown;
    END IF;
    IF FOUND THEN
        PERFORM {schema}.tell(jsonb_build_object(
            'kind', 'present', 'room', in_room, 'member', who, 'node', by_node), shown);
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION {schema}.leave(gone text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    was_missing boolean;
BEGIN
    PERFORM {schema}.take_turn();
    INSERT INTO {schema}.departed VALUES (gone, clock_timestamp()) ON CONFLICT DO NOTHING;
    DELETE FROM {schema}.node WHERE name = gone RETURNING is_missing INTO was_missing;
    IF was_missing THEN
        PERFORM {schema}.tell(jsonb_build_object('kind', 'found', 'node', gone), NULL);
    END IF;
    PERFORM {schema}.end_presence(gone);
END
$$;

-- Forgets the rooms in which nobody has spoken for five minutes, and the nodes that do not come back.
CREATE OR REPLACE FUNCTION {schema}.forget(moment timestamptz) RETURNS void LANGUAGE sql AS $$
    DELETE FROM {schema}.node WHERE beat < moment - interval '1 hour';
    DELETE FROM {schema}.departed WHERE since < moment - interval '1 hour';
    WITH silent AS (
        DELETE FROM {schema}.message WHERE room IN (
            SELECT room FROM {schema}.message GROUP BY room
            HAVING max(said) < moment - interval '5 minutes'
        ) RETURNING number
    )
    UPDATE {schema}.state SET forgotten = greatest(forgotten, (SELECT max(number) FROM silent))
        WHERE EXISTS (SELECT 1 FROM silent);
$$;

-- A node is alive. Whoever comes first finds the nodes that are not, and tidies up. Returns whether the
-- node itself was missing. The beat is told, so that a node hears that it hears.
CREATE OR REPLACE FUNCTION {schema}.beat(alive text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    was_missing boolean;
    gone text;
    moment timestamptz := clock_timestamp();
BEGIN
    -- A beat that is lost is no harm.
    SET LOCAL synchronous_commit = off;
    PERFORM {schema}.take_turn();
    IF EXISTS (SELECT 1 FROM {schema}.departed WHERE name = alive) THEN
        RETURN false;
    END IF;
    SELECT is_missing FROM {schema}.node WHERE name = alive INTO was_missing;
    INSERT INTO {schema}.node (name, beat) VALUES (alive, moment)
        ON CONFLICT (name) DO UPDATE SET beat = moment, is_missing = false;
    IF was_missing THEN
        PERFORM {schema}.tell(jsonb_build_object('kind', 'found', 'node', alive), NULL);
    END IF;
    FOR gone IN
        UPDATE {schema}.node SET is_missing = true
        WHERE NOT is_missing AND beat < moment - interval '6 seconds' RETURNING name
    LOOP
        PERFORM {schema}.tell(jsonb_build_object('kind', 'missing', 'node', gone), NULL);
        PERFORM {schema}.end_presence(gone);
    END LOOP;
    -- Once a minute is enough to tidy up.
    IF extract(second FROM moment) < 1.5 THEN
        PERFORM {schema}.forget(moment);
    END IF;
    PERFORM pg_notify('{channel}', '{"kind": "beat"}');
    RETURN coalesce(was_missing, false);
END
$$;

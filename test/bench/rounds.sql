-- rounds.sql
--	Taking time: rounds of contenders by turns.

CREATE TABLE bench.time (figure text, contender text, round integer, us numeric);

-- A contender is a query that is planned once: $1 are bodies, $2 the same as jsonb, $3 texts.
CREATE PROCEDURE bench.make_contender(i integer, query text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE FUNCTION bench.contender_%s(bytea[], jsonb[], text[]) RETURNS numeric
                    LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS %L',
                   i, format('BEGIN RETURN (%s); END', query));
END $$;

-- Microseconds of so many executions.
CREATE FUNCTION bench.take(i integer, times integer, bodies bytea[], payloads jsonb[], texts text[]) RETURNS numeric
LANGUAGE plpgsql AS $$
DECLARE
    start CONSTANT timestamptz := clock_timestamp();
BEGIN
    FOR n IN 1 .. times LOOP
        EXECUTE format('SELECT bench.contender_%s($1, $2, $3)', i) USING bodies, payloads, texts;
    END LOOP;
    RETURN extract(epoch FROM clock_timestamp() - start) * 1000000;
END $$;

-- Contender by contender, forwards in one round and backwards in the next, each for about so many
-- milliseconds, after one execution that is not noted. What the contender "empty" takes, which only
-- reads what all read, is taken off the others of its round.
CREATE PROCEDURE bench.compare(
    figure text, rounds integer, milliseconds integer, contenders text[], queries text[], bodies bytea[],
    payloads jsonb[] DEFAULT NULL, texts text[] DEFAULT NULL)
LANGUAGE plpgsql AS $$
DECLARE
    times integer[];
    i integer;
BEGIN
    FOR i IN 1 .. cardinality(queries) LOOP
        CALL bench.make_contender(i, queries[i]);
        PERFORM bench.take(i, 1, bodies, payloads, texts);
        times[i] := ceil(milliseconds * 1000 / bench.take(i, 1, bodies, payloads, texts));
    END LOOP;
    FOR round IN 1 .. rounds LOOP
        FOR turn IN 1 .. cardinality(queries) LOOP
            i := CASE round % 2 WHEN 1 THEN turn ELSE cardinality(queries) + 1 - turn END;
            INSERT INTO bench.time
            VALUES (figure, contenders[i], round,
                    bench.take(i, times[i], bodies, payloads, texts) / times[i] / cardinality(bodies));
        END LOOP;
    END LOOP;
    UPDATE bench.time t SET us = t.us - e.us
      FROM bench.time e
     WHERE t.figure = compare.figure AND e.figure = compare.figure AND e.round = t.round AND e.contender = 'empty'
       AND t.contender <> 'empty';
END $$;

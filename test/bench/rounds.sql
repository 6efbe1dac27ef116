-- rounds.sql
--	Taking time: rounds of contenders by turns.

CREATE TABLE bench.time (figure text, contender text, round integer, us numeric);

-- Contender by contender, forwards in one round and backwards in the next, after a round that is not
-- noted. Of each query $1 are bodies, $2 the same as jsonb, $3 texts; what the contender "empty"
-- takes, which reads the same, is taken off the others.
CREATE PROCEDURE bench.compare(
    figure text, rounds integer, contenders text[], queries text[], bodies bytea[], payloads jsonb[] DEFAULT NULL,
    texts text[] DEFAULT NULL)
LANGUAGE plpgsql AS $$
DECLARE
    start timestamptz;
    taken numeric;
    empty numeric;
    i integer;
BEGIN
    FOR round IN 0 .. rounds LOOP
        FOR turn IN 1 .. cardinality(queries) LOOP
            i := CASE round % 2 WHEN 0 THEN turn ELSE cardinality(queries) + 1 - turn END;
            start := clock_timestamp();
            EXECUTE queries[i] USING bodies, payloads, texts;
            taken := extract(epoch FROM clock_timestamp() - start) * 1000000 / cardinality(bodies);
            IF round > 0 THEN
                INSERT INTO bench.time VALUES (figure, contenders[i], round, taken);
            END IF;
        END LOOP;
    END LOOP;
    UPDATE bench.time t SET us = t.us - e.us
      FROM bench.time e
     WHERE t.figure = compare.figure AND e.figure = compare.figure AND e.round = t.round AND e.contender = 'empty'
       AND t.contender <> 'empty';
END $$;

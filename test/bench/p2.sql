-- p2.sql
--	P2, the store: the tables of P1 that the program in Node fills, and nothing that runs in the server.

CREATE SCHEMA p2;
CREATE TABLE p2.receipt (LIKE p1.receipt INCLUDING ALL);
CREATE TABLE p2.order_header (LIKE p1.order_header INCLUDING ALL) WITH (fillfactor = 70);
ALTER TABLE p2.order_header ALTER last_webhook_id DROP NOT NULL;
CREATE TABLE p2.order_item (LIKE p1.order_item INCLUDING ALL);
CREATE TABLE p2.order_modifier (LIKE p1.order_modifier INCLUDING ALL);

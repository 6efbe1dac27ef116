-- p2.sql
--	P2, the store: the tables of P1, which the program in Node fills, and nothing that runs in the server.

CREATE SCHEMA p2;
CREATE TABLE p2.receipt (LIKE p1.receipt INCLUDING ALL);
CREATE TABLE p2.order_header (LIKE p1.order_header INCLUDING ALL) WITH (fillfactor = 70);
CREATE TABLE p2.order_item (LIKE p1.order_item INCLUDING ALL);
CREATE TABLE p2.order_modifier (LIKE p1.order_modifier INCLUDING ALL);
CREATE TABLE p2.order_charge (LIKE p1.order_charge INCLUDING ALL);
CREATE TABLE p2.order_payment (LIKE p1.order_payment INCLUDING ALL);
CREATE TABLE p2.order_contact (LIKE p1.order_contact INCLUDING ALL);
CREATE TABLE p2.order_delivery (LIKE p1.order_delivery INCLUDING ALL);
CREATE TABLE p2.order_arrival (LIKE p1.order_arrival INCLUDING ALL);
CREATE TABLE p2.order_event (LIKE p1.order_event INCLUDING ALL);

\echo Use "CREATE EXTENSION orderhook" to load this file. \quit

-- orderhook: order webhooks of five restaurant systems, verified and normalised.
--
-- This script makes types and functions only. The store (schema orderhook, its tables
-- and views) is made afterwards by orderhook_install(), and belongs to whoever calls it.


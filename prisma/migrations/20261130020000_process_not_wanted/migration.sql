-- An event that every URL of its type leaves out by its list of processes (docs/decisions/0063). On its own: PostgreSQL does not use
-- a new value in the transaction that added it.
ALTER TYPE "event_outcome" ADD VALUE 'process_not_wanted';

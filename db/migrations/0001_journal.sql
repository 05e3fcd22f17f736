-- The record that every state is a fold of. The hash covers the payload's own bytes, so the payload is text:
-- jsonb would give back other bytes, and refuses the escape of a zero character.
create table journal (
  run text not null,
  sequence bigint not null check (sequence > 0),
  kind text not null,
  payload text not null,
  causation_id text,
  correlation_id text,
  occurred_at_ms bigint not null,
  recorded_at_ms bigint not null,
  previous_hash text not null check (length(previous_hash) = 64),
  hash text not null check (length(hash) = 64),
  -- Two writers cannot both have a row: the second one is told by this key that it has lost its right to write.
  primary key (run, sequence)
);

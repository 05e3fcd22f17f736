-- Events of the arena: markets that were chosen. `sequence` is the row that chose one.
create table events (
  run text not null,
  market_id text not null,
  sequence bigint not null,
  category text not null,
  selection text not null,
  state text not null,
  selected_at_ms bigint not null,
  activated_at_ms bigint,
  closed_at_ms bigint,
  settled_at_ms bigint,
  swapped_for text,
  last_sequence bigint not null,
  primary key (run, market_id)
);
create index events_newest on events (run, sequence);
